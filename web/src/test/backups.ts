import type { Backup, BackupAge, Schedule } from '@/features/admin/backup/queries';
import type { Answers } from './render';

export const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

export const aBackup = (rest: Partial<Backup> = {}): Backup => ({
  id: 3,
  status: 'Done',
  started_at: '2026-11-28T02:30:00.000Z',
  started_by: 'Carmela Soriano',
  scheduled: false,
  ended_at: '2026-11-28T02:31:00.000Z',
  note: '',
  kind: 'folder',
  folder: '/media/stick',
  file_name: 'talaan-20261128-103000.talaan',
  size: 5 * 1024 * 1024,
  files: 12,
  files_bytes: 2 * 1024 * 1024 * 1024,
  encrypted: false,
  done_bytes: 0,
  total_bytes: 0,
  failure: '',
  verification: '',
  verified_at: null,
  finding: '',
  removed_at: null,
  restore_status: '',
  restore_asked_by: '',
  restore_ended_at: null,
  restore_failure: '',
  ...rest,
});
export const schedule: Schedule = { version: 4, daily_at: '', destinations: [], keep_daily: 14, keep_weekly: 8, keep_monthly: 12, verify_each: true, passphrase_is_kept: false };
export const home = (backup: BackupAge) => ({ queues: [], done_today: 0, backup });
export const none: BackupAge = { verified: null, failed: '', warn: true };

/** What the page of backups asks for. */
export const office = (backups: readonly Backup[], rest: Answers = {}): Answers => ({
  'GET /api/v1/home': home(none),
  'GET /api/v1/backups': { items: backups, next: null },
  'GET /api/v1/backup-settings': { ...schedule },
  ...rest,
});
