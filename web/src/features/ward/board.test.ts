import { describe, expect, it } from 'vitest';
import { boardColumns, countBeds, departmentsOf, initialsOf, neighbour, readWardSearch, stateOf, wardsOf } from './board';
import { aBed, anOccupant, aRoom } from './made';

const rooms = [
  aRoom({ id: 1, name: '10', ward: 'Surgical', beds: [aBed({ id: 1, number: '10-10' }), aBed({ id: 2, number: '10-2', free: false, occupant: anOccupant() })] }),
  aRoom({ id: 2, name: '9', ward: 'Surgical', beds: [aBed({ id: 3, number: '9-1', status: 'Cleaning', free: false })] }),
  aRoom({ id: 3, name: 'Annex', ward: '', beds: [aBed({ id: 4, number: 'A-1', status: 'Out_of_Service', free: false })] }),
  aRoom({ id: 4, name: 'ICU', ward: 'Intensive care', beds: [] }),
];

describe('the state of a bed', () => {
  it('is told by its patient first, then by what is noted of it', () => {
    expect(stateOf(aBed({ occupant: anOccupant(), status: 'Cleaning' }))).toBe('occupied');
    expect(rooms.flatMap((room) => room.beds).map(stateOf)).toEqual(['free', 'occupied', 'cleaning', 'out']);
  });

  it('is counted', () => {
    expect(countBeds(rooms)).toEqual({ all: 4, free: 1, occupied: 1, cleaning: 1, out: 1 });
  });
});

describe('the board', () => {
  it('groups rooms by ward, in the order people count, rooms without a ward last', () => {
    expect(wardsOf(rooms).map((ward) => [ward.name, ward.rooms.map((room) => [room.name, ...room.beds.map((bed) => bed.number)])])).toEqual([
      ['Intensive care', [['ICU']]],
      ['Surgical', [['9', '9-1'], ['10', '10-2', '10-10']]],
      ['', [['Annex', 'A-1']]],
    ]);
  });

  it('leaves out what the filter does not ask for', () => {
    const numbers = (filter: Parameters<typeof wardsOf>[1]) => wardsOf(rooms, filter).flatMap((ward) => ward.rooms.flatMap((room) => room.beds.map((bed) => bed.number)));
    expect(numbers({ show: 'free' })).toEqual(['10-10']);
    expect(numbers({ show: 'occupied' })).toEqual(['10-2']);
    expect(numbers({ department: 'Surgery' })).toEqual(['10-2']);
    expect(numbers({ department: 'Pediatrics' })).toEqual([]);
    expect(departmentsOf(rooms)).toEqual(['Surgery']);
  });

  it('reads its filter from the address and drops nonsense', () => {
    expect(readWardSearch({ show: 'free', department: 'Surgery', mode: 'board', initials: true, x: 1 })).toEqual({
      show: 'free',
      department: 'Surgery',
      mode: 'board',
      initials: true,
    });
    expect(readWardSearch({ show: 'dead', department: '', mode: 1 })).toEqual({});
  });

  it('shows no more of a name than its initials', () => {
    expect(initialsOf('Dela Cruz, Juan Santos Jr.')).toBe('D. J.');
    expect(initialsOf('Ñoño')).toBe('Ñ.');
    expect(initialsOf('')).toBe('');
  });
});

describe('walking with the arrows', () => {
  const box = (column: number, row: number) => ({ left: column * 100, right: column * 100 + 90, top: row * 50, bottom: row * 50 + 40 });
  const boxes = [box(0, 0), box(1, 0), box(0, 1), box(1, 1), box(2, 1)];

  it('goes to the nearest in that direction, and stays at the edge', () => {
    expect(neighbour(boxes, 0, 'right')).toBe(1);
    expect(neighbour(boxes, 1, 'right')).toBe(1);
    expect(neighbour(boxes, 0, 'down')).toBe(2);
    expect(neighbour(boxes, 4, 'up')).toBe(1);
    expect(neighbour(boxes, 2, 'left')).toBe(2);
    expect(neighbour(boxes, 9, 'left')).toBe(9);
  });
});

describe('the wall', () => {
  it('chooses as many columns as make the tiles largest', () => {
    expect(boardColumns([24], 1440, 800, 0)).toBe(5);
    expect(boardColumns([4], 1440, 800, 0)).toBe(2);
    expect(boardColumns([], 1440, 800, 40)).toBe(1);
  });
});
