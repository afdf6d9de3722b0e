import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Home = components['schemas']['Home'];

/** What waits for the person who is signed in: the home page shows it, and the rail counts by it. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/home', { signal })),
});
