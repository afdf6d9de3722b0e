import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Hospital = components['schemas']['Hospital'];

export const hospitalQuery = queryOptions({
  queryKey: ['hospital'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/hospital', { signal })),
  staleTime: 10 * 60_000,
});

/** The hospital this program serves; readable before signing in. */
export function useHospital(): Hospital | undefined {
  return useQuery(hospitalQuery).data;
}
