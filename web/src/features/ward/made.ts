import type { BoardBed, BoardRoom, Occupant } from './queries';

/** Parts of a board for tests; give what matters, the rest is ordinary. */
export function anOccupant(given: Partial<Occupant> = {}): Occupant {
  return {
    encounter_id: 9,
    case_number: 'CN20261122-0008',
    patient: { id: 4, code: 'D8RAV', name: 'Dela Cruz, Juan', sex: 'Male', age: 30 },
    since: '2026-11-22T02:00:00Z',
    attending_physician_name: 'Grace Lim',
    department_name: 'Surgery',
    rate: '30.00',
    bill_id: 7,
    running_total: '1234.50',
    ...given,
  };
}

export function aBed(given: Partial<BoardBed> = {}): BoardBed {
  return { id: 1, number: '3A-1', status: 'Ready', free: true, occupant: null, ...given };
}

export function aRoom(given: Partial<BoardRoom> = {}): BoardRoom {
  return { id: 1, name: '3A', ward: 'Surgical', hourly_rate: '30.00', beds: [], ...given };
}
