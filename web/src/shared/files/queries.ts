import { queryOptions } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import type { AlbumInput } from './uploads';

type Schemas = components['schemas'];
export type Album = Schemas['Album'];
export type AlbumFile = Schemas['File'];
export type CaseFile = Schemas['CaseFile'];
export type MediaSettings = Schemas['MediaSettings'];

const byId = (id: number) => ({ params: { path: { id } } });

/** Which files are taken. */
export const mediaSettingsQuery = queryOptions({
  queryKey: ['media-settings'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/media-settings', { signal })),
  staleTime: 10 * 60_000,
});

export const deleteUpload = (id: number) => done(api.DELETE('/api/v1/uploads/{id}', byId(id)));
export const addAlbums = (labId: number, albums: AlbumInput[], headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/labs/{id}/uploaded-albums', { params: { path: { id: labId }, header: headers }, body: { albums } }));

export const deleteAlbum = (id: number, reason: string) => unwrap(api.DELETE('/api/v1/albums/{id}', { ...byId(id), body: { reason } }));
export const restoreAlbum = (id: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/albums/{id}/restore', { params: { path: { id }, header: headers } }));
export const deleteFile = (id: number, reason: string) => unwrap(api.DELETE('/api/v1/files/{id}', { ...byId(id), body: { reason } }));
export const restoreFile = (id: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/files/{id}/restore', { params: { path: { id }, header: headers } }));

/** Where the browser itself fetches a file from. */
export const contentUrl = (id: number): string => `/api/v1/files/${id}/content`;
export const thumbnailUrl = (id: number): string => `/api/v1/files/${id}/thumbnail`;

/** The first so many bytes of a file. */
export const readStart = (id: number, bytes: number, signal: AbortSignal) =>
  unwrap(api.GET('/api/v1/files/{id}/content', { ...byId(id), headers: { Range: `bytes=0-${bytes - 1}` }, parseAs: 'arrayBuffer', signal }));
