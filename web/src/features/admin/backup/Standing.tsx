import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { homeQuery } from '@/lib/home';
import { formatDateTime, formatDuration, useNow } from '@/lib/time';
import { scheduleQuery } from './queries';

/** How old the last backup is that can surely be restored, and what is wrong when that is too old. */
export function Standing() {
  const { t } = useTranslation();
  const now = useNow();
  const found = useQuery(homeQuery);
  const byItself = useQuery(scheduleQuery).data?.daily_at;
  if (found.data === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={62} radius={5} />;
  const age = found.data.backup;
  if (age === undefined) return null;
  const { verified, failed, warn } = age;
  const title =
    verified === null ? t('There is no verified backup') : t('The last verified backup is {{age}} old', { age: formatDuration(now - Date.parse(verified)) });
  return (
    <Notice tone={warn ? (verified === null ? 'red' : 'amber') : 'green'} title={title}>
      {verified === null ? (
        <div>{t('Only a backup that was restored for a trial surely holds everything: make one, then verify it.')}</div>
      ) : (
        <div>
          {warn && failed === '' ? t('It should not be older than 36 hours. What was entered since would be lost with this computer.') : t('It holds everything as of {{moment}}.', { moment: formatDateTime(verified) })}
        </div>
      )}
      {failed !== '' && <div>{t('The last attempt failed: {{reason}}', { reason: failed })}</div>}
      {byItself === '' && <div>{t('No backup is made by itself: choose a time of day in the settings.')}</div>}
      {byItself !== undefined && byItself !== '' && <div>{t('Every day at {{time}} one is made by itself.', { time: byItself })}</div>}
    </Notice>
  );
}
