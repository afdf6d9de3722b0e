import { queryOptions } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type OpenSession = Schemas['OpenSession'];
export type SecondFactor = Schemas['SecondFactor'];
export type Photo = Schemas['Photo'];
export type User = Schemas['User'];
export type SignInSettings = Schemas['SignInSettings'];

/** Begins like `me`, so that what is read again with the one is read again with the other. */
export const secondFactorQuery = queryOptions({
  queryKey: ['me', 'second-factor'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/second-factor', { signal })),
});

export const signInSettingsQuery = queryOptions({
  queryKey: ['sign-in-settings'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/sign-in-settings', { signal })),
  staleTime: 10 * 60_000,
});

export const changePassword = (body: Schemas['PasswordBody'], headers: IdempotencyHeaders) => done(api.POST('/api/v1/me/password', { body, params: { header: headers } }));

// The answers below hold secrets and are kept for nobody: they are asked for anew, not a second time under one key.
export const beginSecondFactor = (password: string) => unwrap(api.POST('/api/v1/me/second-factor', { body: { password } }));
export const confirmSecondFactor = (code: string) => unwrap(api.POST('/api/v1/me/second-factor/confirm', { body: { code } }));
export const renewRecoveryCodes = (password: string) => unwrap(api.POST('/api/v1/me/second-factor/recovery-codes', { body: { password } }));
