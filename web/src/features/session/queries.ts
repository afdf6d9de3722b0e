import { queryOptions } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import type { components, paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

export type SignIn = paths['/api/v1/sessions']['post']['requestBody']['content']['application/json'];
export type Redeem = components['schemas']['RedeemBody'];
export type Unlock = components['schemas']['UnlockBody'];
export type FirstRun = paths['/api/v1/first-run']['post']['requestBody']['content']['application/json'];

export const firstRunQuery = queryOptions({
  queryKey: ['first-run'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/first-run', { signal })),
  staleTime: Infinity,
});

export function signIn(body: SignIn) {
  return unwrap(api.POST('/api/v1/sessions', { body }));
}

export function signOut(): Promise<void> {
  return done(api.DELETE('/api/v1/sessions/current'));
}

export function firstRun(body: FirstRun, headers: IdempotencyHeaders) {
  return unwrap(api.POST('/api/v1/first-run', { body, headers }));
}

export function redeemReset(body: Redeem, headers: IdempotencyHeaders): Promise<void> {
  return done(api.POST('/api/v1/password-resets', { body, params: { header: headers } }));
}

export function lockSession(): Promise<void> {
  return done(api.POST('/api/v1/sessions/current/lock'));
}

export function unlockSession(body: Unlock): Promise<void> {
  return done(api.POST('/api/v1/sessions/current/unlock', { body }));
}
