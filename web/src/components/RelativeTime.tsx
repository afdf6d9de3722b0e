import { useTranslation } from 'react-i18next';
import { formatDate, formatDateTime, formatDuration, formatExact, useNow } from '@/lib/time';

interface RelativeTimeProps {
  /** RFC 3339 */
  at: string;
  /** Only the length of time ("12 min"), without "ago": for waiting times. */
  bare?: boolean;
}

const aMinute = 60_000;
const aWeek = 7 * 24 * 60 * aMinute;

/** "12 min ago", with the exact moment in Manila on hover; turns into a date after a week. */
export function RelativeTime({ at, bare = false }: RelativeTimeProps) {
  const { t } = useTranslation();
  const now = useNow();
  const moment = Date.parse(at);
  const length = now - moment;
  const words = (): string => {
    if (bare) return length < aMinute ? t('< 1 min') : formatDuration(length);
    if (length > aWeek) return formatDate(moment);
    if (length < -aMinute) return formatDateTime(moment);
    if (length < aMinute) return t('just now');
    return t('{{time}} ago', { time: formatDuration(length) });
  };
  return (
    <time dateTime={at} title={formatExact(moment)}>
      {words()}
    </time>
  );
}
