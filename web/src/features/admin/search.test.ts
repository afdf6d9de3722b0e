import { describe, expect, it } from 'vitest';
import { dayAfter, readAuditSearch, readRoomsSearch, readServicesSearch, readUsersSearch, spanOf, trailFilterOf } from './search';

describe('filters in the address', () => {
  it('keeps what it knows and drops the rest', () => {
    expect(readUsersSearch({ q: 123, role: 'Nurse', active: 'maybe', open: 'new' })).toEqual({ q: '123', role: 'Nurse', open: 'new' });
    expect(readServicesSearch({ category: 'Weather', state: 'off', open: -3 })).toEqual({ state: 'off' });
    expect(readRoomsSearch({ open: 'beds-3' })).toEqual({ open: 'beds-3' });
    expect(readAuditSearch({ who: '6', from: '2026-11-01', to: '2026-13-01', id: 'x' })).toEqual({ who: 6, from: '2026-11-01' });
  });

  it('asks the trail for what the address says, and for the number of a record only with its kind', () => {
    const search = readAuditSearch({ who: 4, patient: '7', act: 'opened', id: 12, from: '2026-11-22' });
    expect(trailFilterOf(search)).toEqual({ actor: 4, patient_id: 7, action: 'opened', from: '2026-11-21T16:00:00.000Z' });
    expect(trailFilterOf({ kind: 'bed', id: 12 })).toEqual({ entity: 'bed', id: 12 });
  });

  it('goes from day to day', () => {
    expect(dayAfter('2026-11-30', 1)).toBe('2026-12-01');
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('asks for whole days of Manila', () => {
    expect(spanOf({ from: '2026-11-22', to: '2026-11-22' })).toEqual({ from: '2026-11-21T16:00:00.000Z', to: '2026-11-22T16:00:00.000Z' });
    expect(spanOf({})).toEqual({});
  });
});
