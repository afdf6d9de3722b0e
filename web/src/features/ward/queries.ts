import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type Occupant = Schemas['Occupant'];

/** The description of the interface cannot say that the occupant of a bed may be null; it is, when nobody lies there. */
export interface BoardBed extends Omit<Schemas['BoardBed'], 'occupant'> {
  occupant: Occupant | null;
}
export interface BoardRoom extends Omit<Schemas['BoardRoom'], 'beds'> {
  beds: BoardBed[];
}
export interface Board {
  rooms: BoardRoom[];
}
export type BedStatus = BoardBed['status'];

/** Running totals grow with the clock, so the board is looked at again now and then even when nothing happens. */
const refresh = 60_000;

export const boardQuery = queryOptions({
  queryKey: ['bed', 'list', 'board'],
  queryFn: ({ signal }): Promise<Board> => unwrap(api.GET('/api/v1/ward-board', { signal })),
  refetchInterval: refresh,
});

export const setBedStatus = (id: number, status: BedStatus) => unwrap(api.PATCH('/api/v1/beds/{id}', { params: { path: { id } }, body: { status } }));

export const transfer = (encounterId: number, bedId: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/transfer', { params: { path: { id: encounterId } }, body: { bed_id: bedId }, headers }));
