import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type DueRecord = Schemas['DueRecord'];
export type Retention = Schemas['Retention'];

const noCursor = (): string | null => null;

/** Patients whose records need not be kept any more on a day; today when there is none. */
export const dueRecordsQuery = (on: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['retention', 'list', on ?? null],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/retention', { params: { query: { ...(on === undefined ? {} : { on }), ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export interface RetentionWrite {
  inpatient_years: number;
  outpatient_years: number;
  answer_days: number;
}

export const retentionSettingsQuery = queryOptions({
  queryKey: ['retention-settings', 'one', 1],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/retention-settings', { signal })),
});
export const readRetentionSettings = () => unwrap(api.GET('/api/v1/retention-settings'));
export const changeRetentionSettings = (body: Partial<RetentionWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/retention-settings', { body }));
