import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '@/lib/time';
import { formatSize } from '@/shared/files/fileWords';
import classes from './Backups.module.css';
import type { Backup } from './queries';

/** How far a backup is that is being made or verified. */
export function Working({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  const { status, verification, done_bytes, total_bytes, folder, started_at } = backup;
  const making = status !== 'Done';
  const waits = status === 'Waiting' || verification === 'Waiting';
  // Before the end it is not known to the byte; it is over when the state says so.
  const percent = waits || total_bytes === 0 ? undefined : Math.min(99, Math.floor((done_bytes / total_bytes) * 100));
  const title = making ? t('A backup is being made into {{folder}}', { folder }) : t('The backup of {{time}} is being verified', { time: formatDateTime(started_at) });
  const words = (): string => {
    if (waits) return t('Begins within seconds');
    const done = formatSize(done_bytes);
    return total_bytes === 0 ? done : t('{{done}} of about {{total}}', { done, total: formatSize(total_bytes) });
  };
  return (
    <section className={classes.working} aria-label={title}>
      <div className={classes.workingHead}>
        <span className={classes.workingTitle}>{title}</span>
        <span className="num soft">{words()}</span>
      </div>
      <Progress value={percent ?? 100} striped={percent === undefined} animated={percent === undefined} aria-label={making ? t('Progress of the backup') : t('Progress of the verification')} />
      <div className="soft">{making ? t('Everybody can go on working.') : t('It is restored for a trial, aside from the hospital’s data, and everything in it is compared.')}</div>
    </section>
  );
}
