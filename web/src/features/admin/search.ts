import type { TrailFilter } from '@/shared/trail';

/** Readers of what the address says. A router reads numbers and words of an address alike. */

export function readText(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

export function readId(value: unknown): number | undefined {
  const number = Number(readText(value));
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

export function readOpen(value: unknown): number | 'new' | undefined {
  return value === 'new' ? 'new' : readId(value);
}

export function readDay(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

export function readOneOf<W extends string>(words: readonly W[], value: unknown): W | undefined {
  return words.find((word) => word === value);
}

/** Leaves out what says nothing, so that the address stays short. */
export function tidy<S extends object>(search: S): S {
  const kept = { ...search };
  for (const key in kept) if (kept[key] === undefined) Reflect.deleteProperty(kept, key);
  return kept;
}

export interface OpenSearch {
  open?: number | 'new' | undefined;
}

export interface UsersSearch extends OpenSearch {
  q?: string | undefined;
  role?: Role | undefined;
  active?: 'yes' | 'no' | undefined;
  tab?: 'roles' | 'sign-in' | undefined;
}

export const roles = ['Admin', 'Doctor', 'Nurse', 'Coder', 'Teller', 'Receptionist'] as const;
export type Role = (typeof roles)[number];

export const categories = [
  'Room and board',
  'Drugs and medicine',
  'Laboratory and diagnostic',
  'Operating room',
  'Medical supplies',
  'Professional fee',
  'Others',
] as const;
export type Category = (typeof categories)[number];

export const vatTreatments = ['Exempt', 'VATable'] as const;

export interface ServicesSearch extends OpenSearch {
  q?: string | undefined;
  category?: Category | undefined;
  state?: 'on' | 'off' | undefined;
  /** The panel that takes over a table is open. */
  import?: true | undefined;
}

export interface CaseRatesSearch {
  q?: string | undefined;
  /** In effect on this day; today when absent. */
  on?: string | undefined;
  import?: true | undefined;
}

export interface MappingsSearch extends OpenSearch {
  q?: string | undefined;
  department?: number | undefined;
}

/** What is open on the page of rooms: "new", "room-3", "bed-5", or "beds-3" to add beds to room 3. */
export interface RoomsSearch {
  open?: string | undefined;
}

export interface AuditSearch {
  who?: number | undefined;
  patient?: number | undefined;
  /** What was done, as the server calls it. */
  act?: string | undefined;
  /** Without what was only looked at or put on paper. */
  changes?: true | undefined;
  kind?: string | undefined;
  id?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

type Raw = Record<string, unknown>;

export const readOpenSearch = (raw: Raw): OpenSearch => tidy<OpenSearch>({ open: readOpen(raw['open']) });

export const readUsersSearch = (raw: Raw): UsersSearch =>
  tidy<UsersSearch>({
    q: readText(raw['q']),
    role: readOneOf(roles, raw['role']),
    active: readOneOf(['yes', 'no'], raw['active']),
    tab: readOneOf(['roles', 'sign-in'], raw['tab']),
    open: readOpen(raw['open']),
  });

export const readRoomsSearch = (raw: Raw): RoomsSearch => tidy<RoomsSearch>({ open: readText(raw['open']) });

export const readServicesSearch = (raw: Raw): ServicesSearch =>
  tidy<ServicesSearch>({
    q: readText(raw['q']),
    category: readOneOf(categories, raw['category']),
    state: readOneOf(['on', 'off'], raw['state']),
    open: readOpen(raw['open']),
    import: raw['import'] === true ? true : undefined,
  });

export const readCaseRatesSearch = (raw: Raw): CaseRatesSearch =>
  tidy<CaseRatesSearch>({ q: readText(raw['q']), on: readDay(raw['on']), import: raw['import'] === true ? true : undefined });

export const readMappingsSearch = (raw: Raw): MappingsSearch =>
  tidy<MappingsSearch>({ q: readText(raw['q']), department: readId(raw['department']), open: readOpen(raw['open']) });

export const readAuditSearch = (raw: Raw): AuditSearch =>
  tidy<AuditSearch>({
    who: readId(raw['who']),
    patient: readId(raw['patient']),
    act: readText(raw['act']),
    changes: raw['changes'] === true ? true : undefined,
    kind: readText(raw['kind']),
    id: readId(raw['id']),
    from: readDay(raw['from']),
    to: readDay(raw['to']),
  });

const aDay = 24 * 60 * 60 * 1000;

/** The filter that the address says, as the server takes it. */
export function trailFilterOf(search: AuditSearch): TrailFilter {
  const { who, patient, act, changes, kind, id } = search;
  return tidy({ actor: who, patient_id: patient, action: act, changes_only: changes, entity: kind, id: kind === undefined ? undefined : id, ...spanOf(search) });
}

/** The moments between which the hospital's days lie: from the first midnight in Manila to the one after the last day. */
export function spanOf({ from, to }: Pick<AuditSearch, 'from' | 'to'>): { from?: string; to?: string } {
  const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
  return {
    ...(from === undefined ? {} : { from: new Date(midnight(from)).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(midnight(to) + aDay).toISOString() }),
  };
}

/** The day so many days after another, YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * aDay).toISOString().slice(0, 10);
}
