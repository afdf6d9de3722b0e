import { IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/permissions';
import classes from './Record.module.css';

/** Leads to what was done on one record; for those who may read it. */
export function HistoryLink({ entity, id = 1 }: { entity: string; id?: number }) {
  const { t } = useTranslation();
  const can = useCan();
  if (!can('audit:read')) return null;
  return (
    <Link to="/admin/audit" search={{ kind: entity, id }} className={classes.historyLink}>
      <IconHistory size={15} stroke={1.7} aria-hidden="true" />
      {t('History')}
    </Link>
  );
}
