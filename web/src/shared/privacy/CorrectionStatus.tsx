import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/StatusBadge';
import type { CorrectionRequest } from './queries';

/** Where a request for a correction stands. */
export function CorrectionStatus({ request }: { request: Pick<CorrectionRequest, 'status' | 'overdue'> }) {
  const { t } = useTranslation();
  if (request.status === 'Corrected') return <StatusBadge tone="green" shape="check" label={t('Corrected')} />;
  if (request.status === 'Refused') return <StatusBadge tone="grey" shape="cross" label={t('Refused')} outline />;
  return request.overdue ? <StatusBadge tone="red" shape="triangle" label={t('Overdue')} /> : <StatusBadge tone="amber" shape="ring" label={t('Open')} />;
}
