import { describe, expect, it } from 'vitest';
import { allows, type Can, type Me } from '@/lib/permissions';
import { sections, seenFields, writableFields } from './fields';
import { coder, doctor, madeCase, nurse, receptionist, teller } from './made';
import type { Encounter, Status } from './queries';

const canOf = (me: Me): Can => (...anyOf) => allows(me, ...anyOf);
const everyField = Object.values(sections).flatMap((section) => section.fields);

function writableBy(me: Me, status: Status, encounter: Encounter = madeCase({ status })): string[] {
  return writableFields(everyField, encounter, canOf(me)).map((field) => field.name);
}

describe('who may write which field', () => {
  it('lets a nurse write complaint, present illness, physical examination and condition, and nothing else', () => {
    expect(writableBy(nurse, 'Pending').sort()).toEqual(['current_condition', 'main_complaint', 'physical_examination', 'present_illness']);
    expect(writableBy(nurse, 'Admitted')).toContain('main_complaint');
    expect(writableBy(nurse, 'Ready_for_Coding')).toEqual([]);
  });

  it('lets a coder write codes and department only while the case is being coded', () => {
    expect(writableBy(coder, 'Ready_for_Coding').sort()).toEqual(['department_id', 'icd_code', 'other_icd_codes']);
    for (const status of ['Pending', 'Admitted', 'Outpatient', 'Discharged'] as const) expect(writableBy(coder, status)).toEqual([]);
  });

  it('lets reception write the registration while the case is open', () => {
    expect(writableBy(receptionist, 'Admitted').sort()).toEqual(['intent', 'reason_for_visit', 'referred_by', 'type_of_admission', 'visit_type']);
    expect(writableBy(receptionist, 'Discharged')).toEqual([]);
  });

  it('lets a doctor write the clinical record, and while coding only the codes', () => {
    expect(writableBy(doctor, 'Pending')).toEqual(expect.arrayContaining(['main_complaint', 'clinical_findings', 'icd_code', 'attending_physician_id']));
    expect(writableBy(doctor, 'Pending')).not.toContain('reason_for_visit');
    expect(writableBy(doctor, 'Ready_for_Coding').sort()).toEqual(['department_id', 'icd_code', 'other_icd_codes']);
    expect(writableBy(doctor, 'Cancelled')).toEqual([]);
  });

  it('neither shows nor offers a field that the server kept back', () => {
    const hidden = madeCase({ status: 'Ready_for_Coding' });
    delete hidden.main_complaint;
    delete hidden.icd_code;
    expect(seenFields(everyField, hidden).map((field) => field.name)).not.toContain('main_complaint');
    expect(writableBy(teller, 'Ready_for_Coding', hidden).sort()).toEqual(['department_id', 'other_icd_codes']);
  });
});
