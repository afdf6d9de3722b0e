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

/** Whose photos: mine, or those of the user with this id. */
export type PhotosOf = 'me' | number;

const byId = (id: number) => ({ params: { path: { id } } });

/** The latest first. */
export const photosQuery = (of: PhotosOf) =>
  queryOptions({
    queryKey: of === 'me' ? ['me', 'photos'] : ['user', 'one', of, 'photos'],
    queryFn: async ({ signal }) =>
      (await unwrap(of === 'me' ? api.GET('/api/v1/me/photos', { signal }) : api.GET('/api/v1/users/{id}/photos', { ...byId(of), signal }))).items,
  });

export function addPhoto(of: PhotosOf, file: File, headers: IdempotencyHeaders) {
  const form = new FormData();
  form.append('file', file, file.name);
  const sent = { body: { file: file.name }, bodySerializer: () => form };
  return unwrap(
    of === 'me' ? api.POST('/api/v1/me/photos', { ...sent, params: { header: headers } }) : api.POST('/api/v1/users/{id}/photos', { ...sent, params: { path: { id: of }, header: headers } }),
  );
}
export const choosePhoto = (id: number) => unwrap(api.POST('/api/v1/photos/{id}/choose', byId(id)));
export const removePhoto = (id: number) => done(api.DELETE('/api/v1/photos/{id}', byId(id)));
export const restorePhoto = (id: number) => unwrap(api.POST('/api/v1/photos/{id}/restore', byId(id)));
