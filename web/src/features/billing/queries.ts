import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components, paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { readableLine } from './history';

export type Bill = components['schemas']['Bill'];
export type BillSummary = components['schemas']['Summary'];
export type Charge = components['schemas']['Charge'];
export type Payment = components['schemas']['Payment'];
export type BillStatus = BillSummary['status'];
export type PaymentInput = components['schemas']['PayInputBody'];
export type PromissoryNote = components['schemas']['PromissoryNote'];
export type PromissoryInput = components['schemas']['PromissoryFields'];
export type RefundInput = components['schemas']['RefundInputBody'];
export type Print = components['schemas']['Print'];
export type ChargeInput = components['schemas']['NewCharge'];
type BillListQuery = NonNullable<paths['/api/v1/bills']['get']['parameters']['query']>;
export type BillFilters = Pick<BillListQuery, 'q' | 'status' | 'open'>;

export const billListQuery = (filters: BillFilters) =>
  infiniteQueryOptions({
    queryKey: ['bill', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/bills', { params: { query: { ...filters, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: nothing,
    getNextPageParam: (page) => page.next ?? undefined,
  });

const nothing: string | null = null;

/** A running meter grows by itself, so such a bill is looked at again every half minute. */
const runningRefresh = 30_000;

export const billQuery = (id: number) =>
  queryOptions({
    queryKey: ['bill', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/bills/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.charges.some((charge) => charge.running) === true ? runningRefresh : false),
  });

export const takePayment = (id: number, body: PaymentInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/payments', { params: { path: { id } }, body, headers }));

export const addCharge = (id: number, body: ChargeInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/charges', { params: { path: { id } }, body, headers }));

export const reverseCharge = (id: number, chargeId: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/charges/{charge_id}/reverse', { params: { path: { id, charge_id: chargeId } }, body: { reason }, headers }));

export const voidPayment = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/payments/{id}/void', { params: { path: { id } }, body: { reason }, headers }));

export const refundPayment = (id: number, body: RefundInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/payments/{id}/refund', { params: { path: { id } }, body, headers }));

/** Gives back what a deposit leaves over. */
export const refundCredit = (billId: number, body: RefundInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/refunds', { params: { path: { id: billId } }, body, headers }));

/** Records that a receipt or voucher is printed: the first is the original, each further one a copy. */
export const recordPrint = (paymentId: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/payments/{id}/prints', { params: { path: { id: paymentId } }, headers }));

export const promise = (billId: number, body: PromissoryInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/promissory-notes', { params: { path: { id: billId } }, body, headers }));

export const cancelNote = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/promissory-notes/{id}/cancel', { params: { path: { id } }, body: { reason }, headers }));

export const finalizeBill = (id: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/finalize', { params: { path: { id } }, headers }));

/** Services that can be charged, by words of the name. */
export const findServices = (q: string, signal: AbortSignal) =>
  unwrap(api.GET('/api/v1/services', { params: { query: { q, active: true } }, signal }));

export async function loadHistory(id: number, cursor: string | undefined, signal: AbortSignal) {
  const page = await unwrap(api.GET('/api/v1/bills/{id}/history', { params: { path: { id }, query: cursor === undefined ? {} : { cursor } }, signal }));
  return { ...page, items: page.items.map(readableLine) };
}

/** The case that the bill is for. */
export const billEncounterQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}', { params: { path: { id } }, signal })),
  });
