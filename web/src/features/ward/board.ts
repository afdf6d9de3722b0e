import type { BoardBed, BoardRoom } from './queries';

export type BedState = 'free' | 'occupied' | 'cleaning' | 'out';

/** A patient in it makes a bed occupied, whatever else is noted of it. */
export function stateOf(bed: Pick<BoardBed, 'occupant' | 'status'>): BedState {
  if (bed.occupant !== null) return 'occupied';
  if (bed.status === 'Cleaning') return 'cleaning';
  return bed.status === 'Out_of_Service' ? 'out' : 'free';
}

export const shows = ['free', 'occupied'] as const;
export type Show = (typeof shows)[number];

/** Which beds the board shows, and how; lives in the address. */
export interface WardSearch {
  show?: Show | undefined;
  department?: string | undefined;
  mode?: 'board' | undefined;
  initials?: boolean | undefined;
}

/** Reads the address; what makes no sense is left out. */
export function readWardSearch(search: Record<string, unknown>): WardSearch {
  const show = shows.find((each) => each === search['show']);
  const { department, mode, initials } = search;
  return {
    ...(show === undefined ? {} : { show }),
    ...(typeof department === 'string' && department !== '' ? { department } : {}),
    ...(mode === 'board' ? { mode } : {}),
    ...(initials === true ? { initials } : {}),
  };
}

export type Counts = Record<BedState, number> & { all: number };

export function countBeds(rooms: readonly BoardRoom[]): Counts {
  const counts: Counts = { all: 0, free: 0, occupied: 0, cleaning: 0, out: 0 };
  for (const bed of rooms.flatMap((room) => room.beds)) {
    counts.all += 1;
    counts[stateOf(bed)] += 1;
  }
  return counts;
}

/** Departments that have a patient in a bed, by name. */
export function departmentsOf(rooms: readonly BoardRoom[]): string[] {
  const names = rooms.flatMap((room) => room.beds).map((bed) => bed.occupant?.department_name ?? '');
  return [...new Set(names)].filter((name) => name !== '').sort((a, b) => a.localeCompare(b));
}

export interface Ward {
  /** '' for rooms that name no ward. */
  name: string;
  rooms: BoardRoom[];
}

/** W1-2 comes before W1-10. */
const natural = new Intl.Collator('en', { numeric: true });

/** Rooms by ward, with the beds that fit the filter; rooms and wards that then have none are left out. */
export function wardsOf(rooms: readonly BoardRoom[], filter: Pick<WardSearch, 'show' | 'department'> = {}): Ward[] {
  const fits = (bed: BoardBed): boolean =>
    (filter.show === undefined || stateOf(bed) === filter.show) &&
    (filter.department === undefined || bed.occupant?.department_name === filter.department);
  const filtered = filter.show !== undefined || filter.department !== undefined;
  const wards = new Map<string, BoardRoom[]>();
  for (const room of rooms) {
    const beds = room.beds.filter(fits).sort((a, b) => natural.compare(a.number, b.number));
    if (beds.length === 0 && filtered) continue;
    wards.set(room.ward, [...(wards.get(room.ward) ?? []), { ...room, beds }]);
  }
  return [...wards]
    .map(([name, inside]) => ({ name, rooms: inside.sort((a, b) => natural.compare(a.name, b.name)) }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || natural.compare(a.name, b.name));
}

/** "M. B." of "Mendoza, Benigno Aguilar": family and given name only. */
export function initialsOf(name: string): string {
  const [family = '', given = ''] = name.split(',');
  return [family, given]
    .map((part) => part.trim().charAt(0).toUpperCase())
    .filter((letter) => letter !== '')
    .map((letter) => `${letter}.`)
    .join(' ');
}

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const middle = (box: Box): { x: number; y: number } => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/** Index of the box to go to from the one at `from`; `from` itself when there is none in that direction. */
export function neighbour(boxes: readonly Box[], from: number, direction: Direction): number {
  const start = boxes[from];
  if (start === undefined) return from;
  const a = middle(start);
  const sideways = direction === 'left' || direction === 'right';
  let best = from;
  let nearest = Infinity;
  boxes.forEach((box, index) => {
    if (index === from) return;
    const b = middle(box);
    const along = { left: a.x - b.x, right: b.x - a.x, up: a.y - b.y, down: b.y - a.y }[direction];
    const across = Math.abs(sideways ? b.y - a.y : b.x - a.x);
    if (along <= 1) return;
    // To the side only within the same row; up and down to whatever is nearest.
    if (sideways && across > (start.bottom - start.top) / 2) return;
    const distance = along + across * 2;
    if (distance < nearest) {
      nearest = distance;
      best = index;
    }
  });
  return best;
}

/** How many tiles a row of the wall board holds, so that all wards fit the screen with tiles as large as can be. */
export function boardColumns(bedsPerWard: readonly number[], width: number, height: number, labelHeight: number): number {
  const most = Math.max(1, ...bedsPerWard);
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= most; columns += 1) {
    const rows = bedsPerWard.reduce((sum, beds) => sum + Math.ceil(beds / columns), 0);
    const tileHeight = (height - labelHeight * bedsPerWard.length) / Math.max(1, rows);
    // A tile reads best when it is a little wider than high.
    const size = Math.min(width / columns / 1.5, tileHeight);
    if (size > largest) {
      largest = size;
      best = columns;
    }
  }
  return best;
}
