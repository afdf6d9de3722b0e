import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components, paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import type { Counts } from '@/shared/cashCount';

type Schemas = components['schemas'];
export type BillSummary = Schemas['Summary'];
export type CashEntry = Schemas['CashEntry'];
export type CashMove = Schemas['CashMove'];
export type CashReport = Schemas['CashReport'];
export type DayTakings = Schemas['DayTakings'];
export type ShiftTakings = Schemas['ShiftTakings'];
export type PromisedBill = Schemas['PromisedBill'];
type BillQuery = NonNullable<paths['/api/v1/bills']['get']['parameters']['query']>;
type ShiftQuery = NonNullable<paths['/api/v1/shifts']['get']['parameters']['query']>;
type ReceivableQuery = NonNullable<paths['/api/v1/receivables']['get']['parameters']['query']>;
export type NoteState = NonNullable<ReceivableQuery['status']>;

const found = 8;
const waiting = 10;

/** Bills by a name, a code or a case: as many as the eye takes in. */
export const findBillsQuery = (q: string) =>
  queryOptions({
    queryKey: ['bill', 'list', 'found', q],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/bills', { params: { query: { q, limit: found } }, signal }))).items,
  });

/** Bills that wait for a teller, the latest first. */
export const waitingBillsQuery = (waitsFor: NonNullable<BillQuery['waits_for']>) =>
  queryOptions({
    queryKey: ['bill', 'list', 'waiting', waitsFor],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/bills', { params: { query: { waits_for: waitsFor, limit: waiting } }, signal })),
  });

export const cashReportQuery = (date: string | undefined) =>
  queryOptions({
    queryKey: ['shift', 'report', date ?? 'today'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/cash-report', { params: { query: date === undefined ? {} : { date } }, signal })),
  });

export const owingQuery = queryOptions({
  queryKey: ['promissory_note', 'totals'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/receivables/totals', { signal })),
});

export const receivablesQuery = (filter: Pick<ReceivableQuery, 'q' | 'status'>) =>
  infiniteQueryOptions({
    queryKey: ['promissory_note', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/receivables', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: nothing,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const shiftsQuery = (filter: Pick<ShiftQuery, 'teller_id' | 'open'>) =>
  infiniteQueryOptions({
    queryKey: ['shift', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/shifts', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: nothing,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const shiftQuery = (id: number) =>
  queryOptions({
    queryKey: ['shift', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/shifts/{id}', { params: { path: { id } }, signal })),
  });

const nothing: string | null = null;

export const closeShift = (id: number, counts: Counts, note: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/shifts/{id}/close', { params: { path: { id } }, body: { counts, ...(note === '' ? {} : { note }) }, headers }));

export const moveCash = (id: number, body: Schemas['MoveInputBody'], headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/shifts/{id}/cash-moves', { params: { path: { id } }, body, headers }));

/** Where the server draws a shift's report. */
export const shiftReportPath = (id: number): string => `/api/v1/shifts/${id}/report`;

/** Where the server draws the cash report of a day. */
export const dayReportPath = (date: string): string => `/api/v1/cash-report/print?date=${date}`;
