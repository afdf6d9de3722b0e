import { describe, expect, it } from 'vitest';
import { allows, type Can, type Me } from '@/lib/permissions';
import { roomsOf } from '@/shared/BedPicker';
import { icdCodeOf } from '@/shared/icd';
import { awaited, isPossible, nextAct } from './acts';
import { departmentAfter, needsReason } from './department';
import { coder, doctor, madeBed, madeCase, nurse, physicians, receptionist } from './made';
import { readQueueSearch } from './queue/search';
import { stagesOf } from './stages';
import { checkVitals, isEmptyReading, vitalsInput, type VitalsValues } from './vitals';
import { waitTone } from './wait';

const canOf = (me: Me): Can => (...anyOf) => allows(me, ...anyOf);

describe('the next act', () => {
  it('is confirm for a doctor, finalise for a coder, discharge for a doctor', () => {
    expect(nextAct('Pending', canOf(doctor))).toBe('confirm');
    expect(nextAct('Ready_for_Coding', canOf(coder))).toBe('finalize');
    expect(nextAct('Admitted', canOf(doctor))).toBe('discharge');
  });

  it('is a sentence for those who do not move the case on', () => {
    expect(nextAct('Pending', canOf(nurse))).toBeUndefined();
    expect(awaited({ status: 'Pending', archived_at: null })).toMatch(/doctor/);
    expect(isPossible('cancel', 'Pending', canOf(receptionist))).toBe(true);
    expect(isPossible('cancel', 'Admitted', canOf(receptionist))).toBe(false);
    expect(isPossible('transfer', 'Outpatient', canOf(nurse))).toBe(false);
  });
});

describe('stages', () => {
  it('stands at the present one', () => {
    const stages = stagesOf(madeCase({ status: 'Ready_for_Coding', decision: 'Outpatient', confirmed_at: '2025-06-15T03:00:00.000Z' }));
    expect(stages.map(({ label, state }) => `${label}: ${state}`)).toEqual([
      'Check-in: done',
      'Clinical: done',
      'Coding: current',
      'Outpatient care: ahead',
      'Discharged: ahead',
    ]);
  });

  it('stops where the case was cancelled', () => {
    expect(stagesOf(madeCase({ status: 'Cancelled' })).map(({ label, state }) => `${label}: ${state}`)).toEqual(['Check-in: done', 'Cancelled: stopped']);
  });
});

describe('the department that a case would have', () => {
  const [internist, surgeon] = physicians;
  const surgery = { department_id: 2, department_name: 'Surgery', via: 'K35' };

  it('follows the code, else the physician', () => {
    expect(departmentAfter(madeCase(), 'K35.8', surgery, internist)?.name).toBe('Surgery');
    expect(departmentAfter(madeCase(), '', undefined, internist)?.name).toBe('Internal Medicine');
  });

  it('stays as set by hand until the code is corrected', () => {
    const byHand = madeCase({ department_id: 1, department_name: 'Internal Medicine', department_source: 'hand', icd_code: 'K35.8' });
    expect(departmentAfter(byHand, 'K35.8', surgery, surgeon)?.name).toBe('Internal Medicine');
    expect(departmentAfter(byHand, 'K35.9', surgery, surgeon)?.name).toBe('Surgery');
  });

  it('needs a reason for a physician of another one, once', () => {
    const place = { id: 2, name: 'Surgery' };
    expect(needsReason(madeCase(), place, internist)).toBe(true);
    expect(needsReason(madeCase(), place, surgeon)).toBe(false);
    expect(needsReason(madeCase({ override_reason: 'On call alone', department_id: 2 }), place, internist)).toBe(false);
    expect(needsReason(madeCase({ override_reason: 'On call alone', department_id: 1 }), place, internist)).toBe(true);
  });
});

describe('vital signs', () => {
  const nothing: VitalsValues = { systolic: '', diastolic: '', pulse: '', respiration: '', temperature_c: '', spo2: '', weight_kg: '', height_cm: '', taken_at: '' };

  it('are checked against what can be', () => {
    expect(checkVitals({ ...nothing, temperature_c: '47' }).temperature_c?.parts).toEqual({ min: 20, max: 46 });
    expect(checkVitals({ ...nothing, pulse: '72.5' }).pulse?.words).toBe('Write a whole number');
    expect(checkVitals({ ...nothing, systolic: '120' }).diastolic?.words).toBe('Blood pressure needs both values');
    expect(checkVitals({ ...nothing, systolic: '80', diastolic: '120' }).diastolic?.words).toBe('Must be below the systolic pressure');
    expect(checkVitals({ ...nothing, systolic: '120', diastolic: '80', weight_kg: '61,5' })).toEqual({});
  });

  it('send only what was measured', () => {
    expect(isEmptyReading(nothing)).toBe(true);
    expect(vitalsInput({ ...nothing, weight_kg: '61,5', taken_at: '2025-06-15T14:05' })).toEqual({ weight_kg: 61.5, taken_at: '2025-06-15T06:05:00.000Z' });
  });
});

it('calls half an hour long and an hour too long', () => {
  const minute = 60_000;
  expect([30, 31, 60, 61].map((minutes) => waitTone(minutes * minute))).toEqual(['calm', 'amber', 'amber', 'red']);
});

it('reads the filters of a queue from the URL', () => {
  expect(readQueueSearch({ department: '3', mine: 'true', other: 1 })).toEqual({ department: 3, mine: true });
  expect(readQueueSearch({ department: 'x' })).toEqual({});
});

it('knows an ICD-10 code in any way of writing it', () => {
  expect(icdCodeOf('i509')).toBe('I50.9');
  expect(icdCodeOf('K35.')).toBe('K35');
  expect(icdCodeOf('heart')).toBeNull();
});

it('groups free beds by room, and keeps a bed that was just taken in sight', () => {
  const beds = [madeBed(1, '3A-1'), madeBed(2, '3A-2', { free: false, occupied: true }), madeBed(3, '3B-1', { room_id: 2, room_name: '3B', free: false, occupied: true })];
  expect(roomsOf(beds, new Set(), null, '').map((room) => room.beds.map((bed) => bed.number))).toEqual([['3A-1']]);
  expect(roomsOf(beds, new Set([3]), 1, '').map((room) => room.beds.map((bed) => bed.number))).toEqual([['3B-1']]);
});
