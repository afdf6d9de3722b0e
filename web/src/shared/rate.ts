import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import { formatMoney } from '@/lib/money';
import { formatDuration } from '@/lib/time';

const hourSeconds = 3600;
const minuteSeconds = 60;

/** "₱30.00 an hour": a bed's rate, for the unit of time that this hospital bills. */
export function useRateWords(): (rate: string) => string {
  const { t } = useTranslation();
  const seconds = useHospital()?.billing_unit_seconds ?? hourSeconds;
  return (rate) => {
    const amount = formatMoney(rate);
    if (seconds === hourSeconds) return t('{{amount}} an hour', { amount });
    if (seconds === minuteSeconds) return t('{{amount}} a minute', { amount });
    return t('{{amount}} every {{time}}', { amount, time: formatDuration(seconds * 1000) });
  };
}
