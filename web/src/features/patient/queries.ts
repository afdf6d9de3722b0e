import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { type PatientPatch } from '@/shared/patientForm';
import type { HistoryItem, Patient } from '@/shared/patientQueries';

export interface PatientsFilter {
  q: string;
  status: Patient['status'] | undefined;
  archived: boolean;
}

const firstPage: string | null = null;

/** The register, newest first; while searching, whoever matches. */
export function patientsQuery({ q, status, archived }: PatientsFilter) {
  return infiniteQueryOptions({
    queryKey: ['patient', 'list', { q, status, archived }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/patients', {
          params: {
            query: {
              ...(q === '' ? {} : { q }),
              ...(status === undefined ? {} : { status }),
              ...(archived ? { archived } : {}),
              ...(pageParam === null ? {} : { cursor: pageParam }),
              limit: 50,
            },
          },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** All cases of a patient, newest first. */
export function casesQuery(patientId: number) {
  return infiniteQueryOptions({
    queryKey: ['encounter', 'list', { patient_id: patientId }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/patients/{id}/encounters', {
          params: { path: { id: patientId }, query: { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export const changePatient = (id: number, patch: PatientPatch, version: number) =>
  unwrap(api.PATCH('/api/v1/patients/{id}', { params: { path: { id } }, body: { ...patch, version } }));

export const readPatient = (id: number) => unwrap(api.GET('/api/v1/patients/{id}', { params: { path: { id } } }));

export const loadPatientHistory = (id: number) => (cursor: string | undefined, signal: AbortSignal) =>
  unwrap(api.GET('/api/v1/patients/{id}/history', { params: { path: { id }, query: cursor === undefined ? {} : { cursor } }, signal }));

export type HistoryDraft = Pick<HistoryItem, 'kind' | 'description' | 'details'>;

export const addHistory = (patientId: number, item: HistoryDraft, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patients/{id}/medical-history', { params: { path: { id: patientId } }, body: item, headers }));

export const strikeOut = (patientId: number, itemId: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(
    api.POST('/api/v1/patients/{id}/medical-history/{item_id}/retire', {
      params: { path: { id: patientId, item_id: itemId } },
      body: { reason },
      headers,
    }),
  );

export type Reader = components['schemas']['Reader'];

/** All who saw or changed what belongs to a patient, the latest first. */
export const readersQuery = (id: number, { from, to }: { from?: string | undefined; to?: string | undefined }) =>
  queryOptions({
    queryKey: ['audit', 'readers', id, from ?? null, to ?? null],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/v1/patients/{id}/access', {
            params: { path: { id }, query: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } },
            signal,
          }),
        )
      ).items,
    staleTime: 0,
  });
