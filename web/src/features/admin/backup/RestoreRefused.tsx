import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { formatDateTime, useNow } from '@/lib/time';
import type { Backup } from './queries';
import { lastRestore } from './work';

const toldFor = 24 * 3_600_000;

/** Says why the last restore was given up, for a day. */
export function RestoreRefused({ backups }: { backups: readonly Backup[] }) {
  const { t } = useTranslation();
  const now = useNow();
  const last = lastRestore(backups);
  if (last?.restore_status !== 'Failed' || now - Date.parse(last.restore_ended_at) > toldFor) return null;
  return (
    <Notice tone="red" title={t('The backup of {{time}} was not restored', { time: formatDateTime(last.started_at) })}>
      <div>{last.restore_failure}</div>
      <div>{t('The hospital went on as before; nothing was changed.')}</div>
    </Notice>
  );
}
