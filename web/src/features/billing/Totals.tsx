import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { formatMoney, parseMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import classes from './BillView.module.css';
import { Explained } from './Explained';
import { isRunning, isSome } from './ledger';
import type { Bill } from './queries';

/** Charges, what lessens them, what was paid, and what is left; of a running bill, as if it were final now. */
export function Totals({ bill, asOf }: { bill: Bill; asOf: number }) {
  const { t } = useTranslation();
  const balance = parseMoney(bill.balance) ?? 0;
  const running = isRunning(bill);
  const settled = bill.final && balance <= 0;
  const word = (): string => {
    if (balance < 0) return bill.final ? t('To be refunded') : t('In credit');
    if (bill.status === 'Cancelled') return t('Cancelled');
    if (settled) return t('Paid in full');
    return bill.final ? t('Balance') : t('Balance so far');
  };
  const less = [
    { of: 'vat_exemption', name: t('VAT exemption'), amount: bill.total.vat_exemption },
    { of: 'statutory_discount', name: t('Senior or PWD discount'), amount: bill.total.statutory_discount },
    { of: 'other_discount', name: t('Other discount'), amount: bill.total.other_discount },
    { of: 'philhealth', name: t('PhilHealth'), amount: bill.total.philhealth },
    { of: 'hmo', name: t('HMO'), amount: bill.total.hmo },
  ].filter((each) => isSome(each.amount));
  return (
    <>
      <dl className={classes.totals}>
        <dt>{t('Charges')}</dt>
        <dd>
          <Explained of="total_charges" what={t('Charges')}>
            <Money amount={bill.total_charges} />
          </Explained>
        </dd>
        {less.map((each) => (
          <Less key={each.of} {...each} />
        ))}
        <dt className={classes.due}>{t('Total due')}</dt>
        <dd className={classes.due}>
          <Explained of="total_due" what={t('Total due')}>
            <Money amount={bill.total_due} />
          </Explained>
        </dd>
        <dt>{t('Paid')}</dt>
        <dd>
          <Explained of="total_paid" what={t('Paid')}>
            <Money amount={bill.total_paid} paid={isSome(bill.total_paid)} />
          </Explained>
        </dd>
        <dt className={classes.balance}>{word()}</dt>
        <dd className={classes.figure} data-settled={settled || undefined}>
          <Explained of="balance" what={word()}>
            {formatMoney(Math.abs(balance))}
          </Explained>
        </dd>
      </dl>
      {!bill.final && (
        <p className={classes.hint}>
          {running
            ? t('Not final. This is what the final bill would be at {{time}}; the bed meter adds every begun hour.', { time: formatDateTime(asOf) })
            : t('Not final. This is what the final bill would be at {{time}}.', { time: formatDateTime(asOf) })}
        </p>
      )}
      {balance < 0 && !bill.final && <p className={classes.hint}>{t('More was paid than is due so far; what is left over at the end is refunded.')}</p>}
    </>
  );
}

function Less({ of, name, amount }: { of: string; name: string; amount: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Explained of={of} what={name}>
          {formatMoney(-(parseMoney(amount) ?? 0))}
        </Explained>
      </dd>
    </>
  );
}
