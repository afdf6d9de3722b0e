import { Problem } from '@/api/problem';
import type { IdempotencyHeaders } from './formKey';

export type FieldOf<V> = keyof V & string;

/** One kind of record: how it becomes the values of a form, and how they are saved. */
export interface Kind<T, V extends object> {
  /** First element of its query keys. */
  entity: string;
  fields: readonly FieldOf<V>[];
  /** Names of the fields, translated. */
  labels: Readonly<Record<FieldOf<V>, string>>;
  valuesOf: (record: T) => V;
  /** A field's value as a person reads it. */
  words: (field: FieldOf<V>, values: V) => string;
  create?: (values: V, headers: IdempotencyHeaders) => Promise<T>;
  read: (record: T) => Promise<T>;
  /** Saves the changed values on the version that `record` is. */
  change: (record: T, changed: Partial<V>) => Promise<T>;
}

/** Fields that two people changed at once, with the record as it is now. */
export interface Clash<T, V extends object> {
  current: T;
  fields: FieldOf<V>[];
}

export type Saved<T, V extends object> = { record: T } | { clash: Clash<T, V> };

function isStale(problem: unknown): boolean {
  return problem instanceof Problem && problem.conflict && problem.fields.some((field) => field.location === 'body.version');
}

function areWords(list: readonly unknown[]): boolean {
  return list.every((each) => typeof each === 'string');
}

/** The same words may have been typed with blanks around; the order of a list of words means nothing. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.trim() === b.trim();
  if (Array.isArray(a) && Array.isArray(b) && areWords(a) && areWords(b)) return a.length === b.length && a.every((each: unknown) => b.includes(each));
  if (typeof a === 'object' && typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}

export function differing<V extends object>(fields: readonly FieldOf<V>[], a: V, b: V): FieldOf<V>[] {
  return fields.filter((field) => !same(a[field], b[field]));
}

export function pick<V extends object>(values: V, fields: readonly FieldOf<V>[]): Partial<V> {
  const picked: Partial<V> = {};
  for (const field of fields) picked[field] = values[field];
  return picked;
}

const tries = 3;

/**
 * Saves what differs from the record as it was opened. What others saved meanwhile stays; only a field that both
 * changed to different values is for a person to decide.
 */
export async function saveChanges<T, V extends object>(kind: Kind<T, V>, base: T, mine: V): Promise<Saved<T, V>> {
  const opened = kind.valuesOf(base);
  const changed = differing(kind.fields, mine, opened);
  if (changed.length === 0) return { record: base };
  let on = base;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { record: await kind.change(on, pick(mine, changed)) };
    } catch (problem) {
      if (!isStale(problem) || attempt === tries) throw problem;
      on = await kind.read(on);
      const now = kind.valuesOf(on);
      const fields = changed.filter((field) => !same(now[field], opened[field]) && !same(now[field], mine[field]));
      if (fields.length > 0) return { clash: { current: on, fields } };
    }
  }
}

/** The values to save once every clash is decided: mine where I changed something, theirs everywhere else. */
export function settle<T, V extends object>(kind: Kind<T, V>, base: T, mine: V, clash: Clash<T, V>, theirs: readonly FieldOf<V>[]): V {
  const kept = differing(kind.fields, mine, kind.valuesOf(base)).filter((field) => !theirs.includes(field));
  return { ...kind.valuesOf(clash.current), ...pick(mine, kept) };
}
