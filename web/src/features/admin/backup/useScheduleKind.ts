import { useTranslation } from 'react-i18next';
import type { Kind } from '@/lib/saveRecord';
import { type Destination, readSchedule, replaceSchedule, type Schedule, type ScheduleWrite } from './queries';

/** While it is typed a number may be no number yet. */
export interface ScheduleValues {
  by_itself: boolean;
  daily_at: string;
  verify_each: boolean;
  destinations: Destination[];
  keep_daily: number | string;
  keep_weekly: number | string;
  keep_monthly: number | string;
}

/** The hour at which a hospital sleeps, until somebody says another one. */
const usualTime = '02:30';

const valuesOf = ({ daily_at, verify_each, destinations, keep_daily, keep_weekly, keep_monthly }: Schedule): ScheduleValues => ({
  by_itself: daily_at !== '',
  daily_at: daily_at === '' ? usualTime : daily_at,
  verify_each,
  destinations,
  keep_daily,
  keep_weekly,
  keep_monthly,
});

function writeOf({ by_itself, daily_at, verify_each, destinations, keep_daily, keep_weekly, keep_monthly }: ScheduleValues): ScheduleWrite {
  return {
    daily_at: by_itself ? daily_at : '',
    verify_each,
    destinations: destinations.map(({ folder, complete }) => ({ folder: folder.trim(), complete })),
    keep_daily: Number(keep_daily),
    keep_weekly: Number(keep_weekly),
    keep_monthly: Number(keep_monthly),
  };
}

/** When and where backups are made and how long they are kept, as a form has it. */
export function useScheduleKind(): Kind<Schedule, ScheduleValues> {
  const { t } = useTranslation();
  return {
    entity: 'backup-settings',
    fields: ['by_itself', 'daily_at', 'verify_each', 'destinations', 'keep_daily', 'keep_weekly', 'keep_monthly'],
    labels: {
      by_itself: t('Make a backup every day by itself'),
      daily_at: t('Time of day'),
      verify_each: t('Verify each of them'),
      destinations: t('Folders'),
      keep_daily: t('Days'),
      keep_weekly: t('Weeks'),
      keep_monthly: t('Months'),
    },
    valuesOf,
    words: (field, values) => {
      if (field === 'destinations') return values.destinations.map(({ folder }) => folder).join(', ') || '–';
      if (field === 'by_itself' || field === 'verify_each') return values[field] ? t('Yes') : t('No');
      return String(values[field]);
    },
    read: readSchedule,
    change: (record, changed) => replaceSchedule(record, writeOf({ ...valuesOf(record), ...changed })),
  };
}
