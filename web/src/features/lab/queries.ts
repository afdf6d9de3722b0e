import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { readableLine } from './history';
import type { LabFilter } from './search';

export type NewResultInput = paths['/api/v1/labs']['post']['requestBody']['content']['application/json'];
export type CompleteInput = paths['/api/v1/labs/{id}/complete']['post']['requestBody']['content']['application/json'];
export type LabPatch = paths['/api/v1/labs/{id}']['patch']['requestBody']['content']['application/json'];

const pageSize = 50;

const at = (id: number) => ({ path: { id } });

export const labListQuery = (filter: LabFilter) =>
  infiniteQueryOptions({
    queryKey: ['lab', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/labs', { params: { query: { ...filter, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });

const firstPage: string | null = null;

/** What is shown stays until the list of another filter has come. */
export function useLabList(filter: LabFilter) {
  return useInfiniteQuery({ ...labListQuery(filter), placeholderData: keepPreviousData });
}
export type FoundLabs = ReturnType<typeof useLabList>;

export const labQuery = (id: number) =>
  queryOptions({
    queryKey: ['lab', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/labs/{id}', { params: at(id), signal })),
  });

/** The numbers of a result through the patient's results; any result of the patient may add to them. */
export const trendsQuery = (id: number) =>
  queryOptions({
    queryKey: ['lab', 'list', 'trends', id],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/labs/{id}/trends', { params: at(id), signal }))).items,
  });

/** The test of this name, with what was measured last time; null when it is new. */
export const labTestQuery = (name: string) =>
  queryOptions({
    queryKey: ['lab', 'tests', 'named', name],
    queryFn: async ({ signal }) => {
      const found = await unwrap(api.GET('/api/v1/lab-tests', { params: { query: { q: name } }, signal }));
      return found.items.find((test) => test.name.toLowerCase() === name.toLowerCase()) ?? null;
    },
    enabled: name !== '',
  });

export const caseQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'case'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}', { params: at(id), signal })),
  });

/** A patient's cases to choose from, the newest first. */
export const casesQuery = (patientId: number) =>
  queryOptions({
    queryKey: ['encounter', 'list', { patient_id: patientId, choices: true }],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/patients/{id}/encounters', { params: { ...at(patientId), query: { limit: 100 } }, signal }))).items,
  });

export const addLab = (body: NewResultInput, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/labs', { body, headers }));

export const startLab = (id: number, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/labs/{id}/start', { params: at(id), headers }));

export const completeLab = (id: number, body: CompleteInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/labs/{id}/complete', { params: at(id), body, headers }));

export const cancelLab = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/labs/{id}/cancel', { params: at(id), body: { reason }, headers }));

export const readLab = (id: number) => unwrap(api.GET('/api/v1/labs/{id}', { params: at(id) }));

export const changeLab = (id: number, body: LabPatch) => unwrap(api.PATCH('/api/v1/labs/{id}', { params: at(id), body }));

export const loadLabHistory = (id: number) => async (cursor: string | undefined, signal: AbortSignal) => {
  const page = await unwrap(api.GET('/api/v1/labs/{id}/history', { params: { ...at(id), query: cursor === undefined ? {} : { cursor } }, signal }));
  return { ...page, items: page.items.map(readableLine) };
};

/** Where the result is made ready for paper. */
export const printAddress = (id: number): string => `/api/v1/labs/${id}/print`;
