import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Live events say when something changed; this is only for what they cannot tell.
        staleTime: 30_000,
        // The hospital's network has no internet, so the browser's idea of being online means nothing.
        networkMode: 'always',
        refetchOnWindowFocus: true,
        retry: (count, error) => asProblem(error).transient && count < 2,
        retryDelay: (count) => 500 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
