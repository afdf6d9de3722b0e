import type { Backup } from './queries';

/** Whether it is being prepared to take the place of the present. */
export const isBeingRestored = ({ restore_status }: Backup): boolean => restore_status === 'Waiting' || restore_status === 'Running';

/** Whether it is being made, verified or restored, or will be within seconds. */
export const isBusy = (backup: Backup): boolean =>
  backup.status === 'Waiting' || backup.status === 'Running' || backup.verification === 'Waiting' || backup.verification === 'Running' || isBeingRestored(backup);

type Ended = Backup & { restore_ended_at: string };

/** The backup whose restore ended last, whatever came of it. */
export function lastRestore(backups: readonly Backup[]): Ended | undefined {
  return backups
    .filter((backup): backup is Ended => backup.restore_ended_at !== null)
    .toSorted((a, b) => Date.parse(b.restore_ended_at) - Date.parse(a.restore_ended_at))[0];
}
