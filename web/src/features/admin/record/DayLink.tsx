import { IconCalendar } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/permissions';
import { dayOf, useNow } from '@/lib/time';
import classes from './Record.module.css';

/** Leads to all that a user did today; from there to any other day. */
export function DayLink({ userId }: { userId: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const today = dayOf(useNow());
  if (!can('audit:read')) return null;
  return (
    <Link to="/admin/audit" search={{ who: userId, from: today, to: today }} className={classes.historyLink}>
      <IconCalendar size={15} stroke={1.7} aria-hidden="true" />
      {t('Their day')}
    </Link>
  );
}
