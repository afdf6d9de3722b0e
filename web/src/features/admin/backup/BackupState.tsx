import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import { StatusBadge } from '@/components/StatusBadge';
import { formatDate, formatDateTime } from '@/lib/time';
import classes from './Backups.module.css';
import type { Backup } from './queries';
import { isBeingRestored } from './work';

/** What became of its last restore. */
function Restored({ backup: { restore_status, restore_asked_by, restore_ended_at, restore_failure } }: { backup: Backup }) {
  const { t } = useTranslation();
  if (restore_ended_at === null) return null;
  const time = formatDateTime(restore_ended_at);
  if (restore_status === 'Failed') return <div className={classes.why}>{t('Not restored, {{time}}: {{reason}}', { time, reason: restore_failure })}</div>;
  return <div className={classes.detail}>{t('Restored {{time}}, by {{name}}', { time, name: restore_asked_by })}</div>;
}

/** What is known of a backup: how far it is, whether it can surely be restored, and what came of that. */
export function BackupState({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  if (isBeingRestored(backup)) return <StatusBadge tone="blue" shape="half" label={t('Being restored')} />;
  return (
    <>
      <Standing backup={backup} />
      <Restored backup={backup} />
    </>
  );
}

function Standing({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  const { status, failure, verification, verified_at, finding, removed_at } = backup;
  if (status === 'Waiting') return <StatusBadge tone="blue" shape="ring" label={t('Waits')} />;
  if (status === 'Running') return <StatusBadge tone="blue" shape="half" label={t('Being made')} />;
  if (status === 'Failed') {
    return (
      <>
        <StatusBadge tone="red" shape="cross" label={t('Failed')} />
        <div className={classes.why}>{failure}</div>
      </>
    );
  }
  if (removed_at !== null) {
    return (
      <>
        <StatusBadge tone="grey" shape="cross" outline label={t('Deleted')} />
        <div className={classes.detail}>{t('{{day}}, because newer ones are kept', { day: formatDate(removed_at) })}</div>
      </>
    );
  }
  const when = verified_at !== null && (
    <div className={classes.detail}>
      <RelativeTime at={verified_at} />
    </div>
  );
  switch (verification) {
    case 'Good':
      return (
        <>
          <StatusBadge tone="green" shape="check" label={t('Good')} />
          {when}
        </>
      );
    case 'Bad':
      return (
        <>
          <StatusBadge tone="red" shape="cross" label={t('Bad')} />
          {when}
          <div className={classes.why}>{finding}</div>
        </>
      );
    case 'Waiting':
    case 'Running':
      return <StatusBadge tone="blue" shape="half" label={t('Being verified')} />;
    case '':
      return <StatusBadge tone="amber" shape="ring" label={t('Not verified')} />;
  }
}
