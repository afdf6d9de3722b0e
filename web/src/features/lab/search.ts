import { dayStart } from '@/lib/time';

export const labViews = ['todo', 'results', 'all'] as const;
export type LabView = (typeof labViews)[number];

/** What the laboratory page shows; lives in the address. */
export interface LabSearch {
  view?: Exclude<LabView, 'todo'> | undefined;
  q?: string | undefined;
  test?: string | undefined;
  /** The hospital's days, both of them shown. */
  from?: string | undefined;
  to?: string | undefined;
}

/** A router reads numbers and words of an address alike: a code of digits is text here. */
function readWords(value: unknown): string | undefined {
  const words = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return words === '' ? undefined : words;
}

export function readDay(value: unknown): string | undefined {
  return typeof value === 'string' && dayStart(value) !== null ? value : undefined;
}

/** Reads the address; what makes no sense is left out. */
export function readLabSearch(search: Record<string, unknown>): LabSearch {
  const { view } = search;
  const [q, test, from, to] = [readWords(search['q']), readWords(search['test']), readDay(search['from']), readDay(search['to'])];
  return {
    ...(view === 'results' || view === 'all' ? { view } : {}),
    ...(q === undefined ? {} : { q }),
    ...(test === undefined ? {} : { test }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

export interface LabFilter {
  status?: 'Requested' | 'In_progress' | 'Done';
  q?: string;
  test_type?: string;
  from?: string;
  to?: string;
}

/** What the server is asked for: the last day is asked for whole. */
export function filterOf({ q, test, from, to }: LabSearch, status?: LabFilter['status']): LabFilter {
  const since = from === undefined ? null : dayStart(from);
  const before = to === undefined ? null : dayStart(to, 1);
  return {
    ...(status === undefined ? {} : { status }),
    ...(q === undefined ? {} : { q }),
    ...(test === undefined ? {} : { test_type: test }),
    ...(since === null ? {} : { from: since }),
    ...(before === null ? {} : { to: before }),
  };
}

/** Which case or patient a new result is for. */
export interface NewResultSearch {
  encounter?: number | undefined;
  patient?: number | undefined;
}

function readId(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

export function readNewResultSearch(search: Record<string, unknown>): NewResultSearch {
  const [encounter, patient] = [readId(search['encounter']), readId(search['patient'])];
  return { ...(encounter === undefined ? {} : { encounter }), ...(patient === undefined ? {} : { patient }) };
}
