/** Between which minutes, on the hospital's clock: YYYY-MM-DDTHH:MM. */
export interface AccessSearch {
  from?: string;
  to?: string;
}

const minute = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const manilaOffset = '+08:00';

/** The moment of a minute on the hospital's clock; undefined for what is none. */
export function momentOf(value: string | undefined): string | undefined {
  if (value === undefined || !minute.test(value)) return undefined;
  const moment = new Date(`${value}:00${manilaOffset}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** A minute as it stands in an address or a field; undefined for anything else. */
export function readMinute(value: unknown): string | undefined {
  return typeof value === 'string' && momentOf(value) !== undefined ? value : undefined;
}

export function readAccessSearch(search: Record<string, unknown>): AccessSearch {
  const from = readMinute(search['from']);
  const to = readMinute(search['to']);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
