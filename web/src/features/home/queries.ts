import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Home } from '@/lib/home';

export type Queue = Home['queues'][number];
export type WaitingCase = Queue['longest'][number];

const shown = 6;

/** The longest waiting of a stage, for those who do not work on it but answer for it at the desk. */
export function waitingQuery(status: Queue['status']) {
  return queryOptions({
    queryKey: ['encounter', 'list', { status, limit: shown }],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/encounters', { params: { query: { status, limit: shown } }, signal }))).items,
  });
}
