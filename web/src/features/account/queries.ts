import { queryOptions } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import type { IdempotencyHeaders } from '@/lib/formKey';

export const profileQuery = queryOptions({
  queryKey: ['me', 'profile'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/profile', { signal })),
  // A form stands on it: it is read afresh when the page opens.
  gcTime: 0,
});
export const mySessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/sessions', { signal }))).items,
});

export interface ProfileWrite {
  email: string;
  phone: string;
  address: string;
  birth_date: string;
}

export const readProfile = () => unwrap(api.GET('/api/v1/me/profile'));
export const changeProfile = (body: Partial<ProfileWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/me/profile', { body }));

export const setPin = (body: { password: string; pin: string }, headers: IdempotencyHeaders) => done(api.POST('/api/v1/me/pin', { body, params: { header: headers } }));
export const removePin = () => done(api.DELETE('/api/v1/me/pin'));
export const removeSecondFactor = (password: string) => done(api.POST('/api/v1/me/second-factor/remove', { body: { password } }));

export const endSession = (id: number) => done(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }));
export const endOtherSessions = () => done(api.POST('/api/v1/sessions/end-others'));
