import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Lab = Schemas['Lab'];
export type LabSummary = Schemas['LabSummary'];
export type LabTest = Schemas['Test'];
export type Flag = Schemas['LabValue']['flag'];

/** Whose tests a list shows. */
export type LabOwner = { encounter_id: number } | { patient_id: number };

const pageSize = 20;

/** The laboratory tests of a case or of a patient, newest first. */
export const labsOfQuery = (owner: LabOwner) =>
  infiniteQueryOptions({
    queryKey: ['lab', 'list', owner],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/labs', { params: { query: { ...owner, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });

const firstPage: string | null = null;

/** Kinds of tests that were asked for before, the best matches first. */
export const searchLabTests = async (q: string, signal: AbortSignal): Promise<LabTest[]> =>
  (await unwrap(api.GET('/api/v1/lab-tests', { params: { query: { q } }, signal }))).items;

/** Services of the price list that can be charged. */
export const searchServices = async (q: string, signal: AbortSignal): Promise<Schemas['Service'][]> =>
  (await unwrap(api.GET('/api/v1/services', { params: { query: { q, active: true } }, signal }))).items;
