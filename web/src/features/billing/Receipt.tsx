import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import { formatMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import { PrintSheet } from '@/shared/PrintSheet';
import { receiptNumber } from './ledger';
import type { Bill, Payment } from './queries';
import classes from './Paper.module.css';

interface ReceiptProps {
  bill: Bill;
  payment: Payment;
  /** Every print after the first says so. */
  copy: boolean;
  onPrinted: () => void;
}

/** A receipt on paper, narrow enough for a roll printer. It prints itself. */
export function Receipt({ bill, payment, copy, onPrinted }: ReceiptProps) {
  const { t } = useTranslation();
  const hospital = useHospital();
  if (hospital === undefined) return null;
  const deposit = bill.finalized_at === null || payment.taken_at < bill.finalized_at;
  return (
    <PrintSheet onPrinted={onPrinted}>
      <div className={classes.receipt}>
        <header className={classes.letterhead}>
          <strong className={classes.hospital}>{hospital.name}</strong>
          {hospital.address !== '' && <span>{hospital.address}</span>}
          {hospital.phone !== '' && <span>{hospital.phone}</span>}
        </header>
        <h1 className={classes.title}>{deposit ? t('Receipt of deposit') : t('Receipt')}</h1>
        {payment.voided && <div className={classes.mark}>{t('VOID')}</div>}
        {copy && <div className={classes.mark}>{t('COPY')}</div>}
        <dl className={classes.facts}>
          <dt>{t('Receipt number')}</dt>
          <dd>{receiptNumber(payment)}</dd>
          <dt>{t('Date')}</dt>
          <dd>{formatDateTime(payment.taken_at)}</dd>
          <dt>{t('Received from')}</dt>
          <dd>{payment.payer}</dd>
          <dt>{t('Patient')}</dt>
          <dd>
            {bill.patient.name} ({bill.patient.code})
          </dd>
          <dt>{t('Case')}</dt>
          <dd>{bill.case_number}</dd>
          <dt>{t('Bill')}</dt>
          <dd>{bill.code}</dd>
        </dl>
        <dl className={classes.sums}>
          <dt className={classes.total}>{t('Amount')}</dt>
          <dd className={classes.total}>{formatMoney(payment.amount)}</dd>
          <dt>{t('Cash')}</dt>
          <dd>{formatMoney(payment.tendered)}</dd>
          <dt>{t('Change')}</dt>
          <dd>{formatMoney(payment.change)}</dd>
        </dl>
        <p className={classes.teller}>{t('Cashier: {{name}}', { name: payment.taken_by_name })}</p>
      </div>
    </PrintSheet>
  );
}
