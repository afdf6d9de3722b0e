import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Me = components['schemas']['Me'];
export type Can = (...anyOf: string[]) => boolean;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me', { signal })),
  staleTime: 60_000,
});

/** Who is signed in; undefined while that is not known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

/** True when the person holds at least one of the permissions asked for; asking for none is always allowed. */
export function allows(me: Pick<Me, 'permissions'> | undefined, ...anyOf: string[]): boolean {
  if (me === undefined) return false;
  return anyOf.length === 0 || anyOf.some((permission) => me.permissions.includes(permission));
}

/** `const can = useCan(); can('encounter:admit')`. The page hides what is not allowed; the server is what refuses it. */
export function useCan(): Can {
  const me = useMe();
  return (...anyOf) => allows(me, ...anyOf);
}
