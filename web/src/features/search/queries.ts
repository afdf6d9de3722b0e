import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Hit = components['schemas']['Hit'];

/** What the words find: patients, cases, bills and beds, as far as the person may see them. */
export function searchQuery(words: string) {
  return queryOptions({
    queryKey: ['search', words],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/search', { params: { query: { q: words } }, signal }))).items,
    staleTime: 10_000,
  });
}
