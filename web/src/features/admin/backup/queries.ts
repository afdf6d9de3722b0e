import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type Backup = Schemas['Backup'];
export type BackupAge = Schemas['BackupAge'];
export type Destination = Schemas['BackupDestination'];
export type Schedule = Schemas['BackupSettings'];
export type Checked = Schemas['CheckedDestination'];

const noCursor = (): string | null => null;

/** Backups, the latest first. */
export const backupsQuery = infiniteQueryOptions({
  queryKey: ['backup', 'list'],
  queryFn: ({ pageParam, signal }) => unwrap(api.GET('/api/v1/backups', { params: { query: pageParam === null ? {} : { cursor: pageParam } }, signal })),
  initialPageParam: noCursor(),
  getNextPageParam: (page) => page.next ?? undefined,
});

/** Without a destination it goes to the first one of the settings. */
export const makeBackup = (body: { note: string; destination?: Destination }, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/backups', { body, params: { header: headers } }));
export const verifyBackup = (id: number, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/backups/{id}/verify', { params: { path: { id }, header: headers } }));
export const restoreBackup = (id: number, body: Schemas['RestoreInputBody'], headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/backups/{id}/restore', { body, params: { path: { id }, header: headers } }));

export const scheduleQuery = queryOptions({
  queryKey: ['backup-settings', 'one', 1],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/backup-settings', { signal })),
});
export const readSchedule = () => unwrap(api.GET('/api/v1/backup-settings'));

export type ScheduleWrite = Pick<Schedule, 'daily_at' | 'destinations' | 'keep_daily' | 'keep_weekly' | 'keep_monthly' | 'verify_each'>;

/** Saves all settings on the version that was read; what is not given stays. A blank passphrase takes it away. */
export function replaceSchedule(read: Schedule, changed: Partial<ScheduleWrite> & { passphrase?: string }): Promise<Schedule> {
  const { version, daily_at, destinations, keep_daily, keep_weekly, keep_monthly, verify_each } = read;
  return unwrap(api.PUT('/api/v1/backup-settings', { body: { daily_at, destinations, keep_daily, keep_weekly, keep_monthly, verify_each, ...changed, version } }));
}

export const checkFolder = (folder: string, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/backup-settings/check', { body: { folder }, params: { header: headers } }));
