import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { formatMoney, parseMoney } from '@/lib/money';
import classes from './BillView.module.css';
import { isRunning, isSome } from './ledger';
import type { Bill } from './queries';

/** Charges, what lessens them, what was paid, and what is left. */
export function Totals({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const balance = parseMoney(bill.balance) ?? 0;
  const running = isRunning(bill);
  const settled = bill.final && balance <= 0;
  const word = (): string => {
    if (balance < 0) return bill.final ? t('To be refunded') : t('In credit');
    if (settled) return t('Paid in full');
    return running ? t('Balance so far') : t('Balance');
  };
  return (
    <>
      <dl className={classes.totals}>
        <dt>{t('Charges')}</dt>
        <dd>
          <Money amount={bill.total_charges} />
        </dd>
        {isSome(bill.total_discounts) && (
          <>
            <dt>{t('Discounts')}</dt>
            <dd>{formatMoney(-(parseMoney(bill.total_discounts) ?? 0))}</dd>
          </>
        )}
        {isSome(bill.total_coverage) && (
          <>
            <dt>{t('Coverage')}</dt>
            <dd>{formatMoney(-(parseMoney(bill.total_coverage) ?? 0))}</dd>
          </>
        )}
        <dt className={classes.due}>{t('Total due')}</dt>
        <dd className={classes.due}>
          <Money amount={bill.total_due} />
        </dd>
        <dt>{t('Paid')}</dt>
        <dd>
          <Money amount={bill.total_paid} paid={isSome(bill.total_paid)} />
        </dd>
        <dt className={classes.balance}>{word()}</dt>
        <dd className={classes.figure} data-settled={settled || undefined}>
          {formatMoney(Math.abs(balance))}
        </dd>
      </dl>
      {running && <p className={classes.hint}>{t('The bed meter is running: the total grows with every begun hour.')}</p>}
      {balance < 0 && !bill.final && <p className={classes.hint}>{t('More was paid than is due so far; what is left over at the end is refunded.')}</p>}
    </>
  );
}
