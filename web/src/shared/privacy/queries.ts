import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type CorrectionRequest = Schemas['CorrectionRequest'];
export type LegalHold = Schemas['LegalHold'];

const noCursor = (): string | null => null;

export interface CorrectionsFilter {
  patient_id?: number | undefined;
  status?: CorrectionRequest['status'] | undefined;
}

/** Requests for corrections: the open ones first, by the day they are due. */
export const correctionsQuery = (filter: CorrectionsFilter) =>
  infiniteQueryOptions({
    queryKey: ['correction_request', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/correction-requests', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export interface CorrectionDraft {
  requester: string;
  relationship: string;
  wrong: string;
  wish: string;
  received_on: string;
}

/** Without a day the request is received today. */
export const requestCorrection = (patientId: number, { received_on, ...said }: CorrectionDraft, headers: IdempotencyHeaders) =>
  unwrap(
    api.POST('/api/v1/patients/{id}/correction-requests', {
      params: { path: { id: patientId } },
      body: { ...said, ...(received_on === '' ? {} : { received_on }) },
      headers,
    }),
  );

export interface Decision {
  status: 'Corrected' | 'Refused';
  answer: string;
}

export const decideCorrection = (id: number, body: Decision, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/correction-requests/{id}/decide', { params: { path: { id } }, body, headers }));

/** Holds that were not lifted yet, with `all` the others too; the latest first. */
export const holdsQuery = (all: boolean) =>
  infiniteQueryOptions({
    queryKey: ['legal_hold', 'list', { all }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/legal-holds', { params: { query: { ...(all ? { all } : {}), ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** The hold on one patient's record; null when there is none. */
export const holdOfQuery = (patientId: number) =>
  queryOptions({
    queryKey: ['legal_hold', 'list', { patient_id: patientId }],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/legal-holds', { params: { query: { patient_id: patientId, limit: 1 } }, signal }))).items[0] ?? null,
  });

export const placeHold = (patientId: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patients/{id}/legal-holds', { params: { path: { id: patientId } }, body: { reason }, headers }));

export const liftHold = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/legal-holds/{id}/lift', { params: { path: { id } }, body: { reason }, headers }));
