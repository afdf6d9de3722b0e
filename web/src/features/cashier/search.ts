import type { NoteState } from './queries';

export const noteStates = ['open', 'overdue', 'settled', 'cancelled'] as const satisfies readonly NoteState[];

/** Which promissory notes the list shows; lives in the address. What is still owed when nothing is said. */
export interface ReceivableSearch {
  q?: string | undefined;
  status?: NoteState | 'all' | undefined;
}

export function readNoteState(value: unknown): NoteState | 'all' | undefined {
  return value === 'all' ? 'all' : noteStates.find((state) => state === value);
}

export function readReceivableSearch({ q, status }: Record<string, unknown>): ReceivableSearch {
  const state = readNoteState(status);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : typeof q === 'number' ? { q: String(q) } : {}),
    ...(state === undefined ? {} : { status: state }),
  };
}

/** Which shifts the list shows: one's own when nothing is said. */
export interface ShiftSearch {
  all?: boolean | undefined;
  open?: boolean | undefined;
}

export function readShiftSearch({ all, open }: Record<string, unknown>): ShiftSearch {
  return { ...(all === true ? { all } : {}), ...(open === true ? { open } : {}) };
}

const shiftActs = ['close', 'move'] as const;

/** What a link to a shift asks for besides the shift. */
export interface ShiftAct {
  act?: (typeof shiftActs)[number] | undefined;
}

export function readShiftAct({ act }: Record<string, unknown>): ShiftAct {
  const wanted = shiftActs.find((each) => each === act);
  return wanted === undefined ? {} : { act: wanted };
}

export interface DaySearch {
  date?: string | undefined;
}

export function readDaySearch({ date }: Record<string, unknown>): DaySearch {
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) ? { date } : {};
}
