import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Department = components['schemas']['Department'];
export type Physician = components['schemas']['Doctor'];
export type BedView = components['schemas']['BedView'];
export type IcdCode = components['schemas']['Code'];
export type DepartmentMatch = components['schemas']['DepartmentMatch'];

/** Short lists that several pages choose from. They change seldom, and live events renew them when they do. */
export const departmentsQuery = queryOptions({
  queryKey: ['department', 'list', 'choices'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/departments', { signal }))).items,
  staleTime: 5 * 60_000,
});

/** Active doctors with a department, who can attend cases. */
export const physiciansQuery = queryOptions({
  queryKey: ['user', 'list', 'physicians'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/physicians', { signal }))).items,
  staleTime: 5 * 60_000,
});

/** Every bed with its room and whether a patient may be put into it. */
export const bedsQuery = queryOptions({
  queryKey: ['bed', 'list', 'choices'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/beds', { signal }))).items,
});

export async function searchIcdCodes(q: string, signal?: AbortSignal): Promise<IcdCode[]> {
  return (await unwrap(api.GET('/api/v1/icd-codes', { params: { query: { q } }, ...(signal === undefined ? {} : { signal }) }))).items;
}

/** The entry of the code list for exactly this code; null when the list does not have it. */
export const icdCodeQuery = (code: string) =>
  queryOptions({
    queryKey: ['icd_mapping', 'code', code],
    queryFn: async ({ signal }) => (await searchIcdCodes(code, signal)).find((each) => each.code === code) ?? null,
    enabled: code !== '',
    staleTime: 5 * 60_000,
  });

/** The department that cases with this code belong to. */
export const departmentMatchQuery = (code: string) =>
  queryOptions({
    queryKey: ['icd_mapping', 'match', code],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/icd-mappings/match', { params: { query: { code } }, signal })),
    enabled: code !== '',
    staleTime: 60_000,
  });
