import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

export type Shift = components['schemas']['Shift'];
export type ShiftPage = components['schemas']['ShiftPage'];
export type Opening = components['schemas']['Opening'];

/** The open shift of whoever is signed in; null when they have none. */
export const currentShiftQuery = queryOptions({
  queryKey: ['shift', 'current'],
  queryFn: async ({ signal }): Promise<ShiftPage | null> => (await unwrap(api.GET('/api/v1/shifts/current', { signal }))).shift,
});

const handedWithin = 24 * 60 * 60_000;
const offered = 3;

/** Closed drawers that nobody has taken over yet, the latest first; those of a day ago are of no use any more. */
export const handedDrawersQuery = queryOptions({
  queryKey: ['shift', 'list', 'handed'],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/api/v1/shifts', { params: { query: { limit: 20 } }, signal }));
    const since = Date.now() - handedWithin;
    return items.filter((each) => each.closed_at !== null && each.handed_to_id === null && Date.parse(each.closed_at) > since).slice(0, offered);
  },
});

export const openShift = (body: Opening, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/shifts', { body, headers }));
