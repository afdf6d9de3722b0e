import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components, paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { readableLine } from './history';

export type Entitlement = components['schemas']['Entitlement'];
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
export type StatutoryInput = components['schemas']['StatutoryClaim'];
export type PhilHealthInput = components['schemas']['PhilHealthClaim'];
export type HmoInput = components['schemas']['HMOClaim'];
export type DiscountInput = components['schemas']['DiscountGrant'];
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

export const finalizeBill = (id: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/finalize', { params: { path: { id } }, headers }));

// What reduces a bill

const byBill = (id: number, headers: IdempotencyHeaders) => ({ params: { path: { id } }, headers });

export const claimStatutory = (id: number, body: StatutoryInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/statutory-discount', { ...byBill(id, headers), body }));
export const claimPhilHealth = (id: number, body: PhilHealthInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/philhealth', { ...byBill(id, headers), body }));
export const claimHmo = (id: number, body: HmoInput, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/bills/{id}/hmo', { ...byBill(id, headers), body }));
export const grantDiscount = (id: number, body: DiscountInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/other-discount', { ...byBill(id, headers), body }));

export const withdrawEntitlement = (id: number, entitlementId: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(
    api.POST('/api/v1/bills/{id}/entitlements/{entitlement_id}/withdraw', {
      params: { path: { id, entitlement_id: entitlementId } },
      body: { reason },
      headers,
    }),
  );

/** PhilHealth's case rates in effect on a day, YYYY-MM-DD, by the beginning of the code or words of the description. */
export const findCaseRates = (q: string, on: string, signal: AbortSignal) =>
  unwrap(api.GET('/api/v1/case-rates', { params: { query: { q, on, limit: 20 } }, signal }));

/** The limit of discounts that are not the law's. */
export const billingSettingsQuery = queryOptions({
  queryKey: ['billing-settings', 'one', 1],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/billing-settings', { signal })),
  staleTime: 60_000,
});

/** How one amount of a bill came to be; null when the bill has no such amount any more. */
export const explanationQuery = (id: number, key: string) =>
  queryOptions({
    queryKey: ['bill', 'one', id, 'explanation', key],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/bills/{id}/explanation', { params: { path: { id }, query: { key } }, signal }))).items[0] ?? null,
  });

/** Services that can be charged, by words of the name or the beginning of the code. */
export const findServices = (q: string, signal: AbortSignal) =>
  unwrap(api.GET('/api/v1/services', { params: { query: { q, active: true } }, signal }));

/** Doctors whose fee can be charged, by a part of the name. */
export async function findPhysicians(q: string, signal: AbortSignal) {
  const { items } = await unwrap(api.GET('/api/v1/physicians', { signal }));
  const wanted = q.toLowerCase();
  return items.filter((doctor) => doctor.name.toLowerCase().includes(wanted));
}

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
