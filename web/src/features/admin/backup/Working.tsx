import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '@/lib/time';
import { formatSize } from '@/shared/files/fileWords';
import classes from './Backups.module.css';
import type { Backup } from './queries';
import { isBeingRestored } from './work';

function useWords(backup: Backup): { title: string; progress: string; meanwhile: string } {
  const { t } = useTranslation();
  const time = formatDateTime(backup.started_at);
  if (backup.status !== 'Done') {
    return { title: t('A backup is being made into {{folder}}', { folder: backup.folder }), progress: t('Progress of the backup'), meanwhile: t('Everybody can go on working.') };
  }
  if (isBeingRestored(backup)) {
    return {
      title: t('The backup of {{time}} is being checked, to be restored', { time }),
      progress: t('Progress of the restore'),
      meanwhile: t('{{name}} asked for it. Everybody can go on working until it was checked; then the hospital is closed for a moment, and what was entered since the backup is gone.', { name: backup.restore_asked_by }),
    };
  }
  return {
    title: t('The backup of {{time}} is being verified', { time }),
    progress: t('Progress of the verification'),
    meanwhile: t('It is restored for a trial, aside from the hospital’s data, and everything in it is compared.'),
  };
}

/** How far a backup is that is being made, verified or prepared to be restored. */
export function Working({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  const { status, verification, done_bytes, total_bytes } = backup;
  const { title, progress, meanwhile } = useWords(backup);
  const waits = [status, verification, backup.restore_status].includes('Waiting');
  // Before the end it is not known to the byte; it is over when the state says so.
  const percent = waits || total_bytes === 0 ? undefined : Math.min(99, Math.floor((done_bytes / total_bytes) * 100));
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
      <Progress value={percent ?? 100} striped={percent === undefined} animated={percent === undefined} aria-label={progress} />
      <div className="soft">{meanwhile}</div>
    </section>
  );
}
