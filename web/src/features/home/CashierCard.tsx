import { IconCash, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { formatMoney } from '@/lib/money';
import { formatDate, formatTime } from '@/lib/time';
import { currentShiftQuery } from '@/shared/shift';
import classes from './CashierCard.module.css';

/** The way to the window for those who take cash, and whether their drawer is open. */
export function CashierCard() {
  const { t } = useTranslation();
  const shift = useQuery(currentShiftQuery).data;
  const state = (): string => {
    if (shift === undefined) return ' ';
    if (shift === null) return t('Your shift is not open yet: count your drawer first');
    return t('Your shift is open since {{date}}, {{time}}, with {{amount}} in the drawer', {
      date: formatDate(shift.opened_at),
      time: formatTime(shift.opened_at),
      amount: formatMoney(shift.expected_cash),
    });
  };
  return (
    <Link to="/cashier" className={classes.card}>
      <IconCash size={24} stroke={1.6} aria-hidden="true" />
      <span className={classes.words}>
        <strong>{t('Cashier')}</strong>
        <span className="soft">{state()}</span>
      </span>
      <KeyHint keys="g k" />
      <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
    </Link>
  );
}
