import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { formatDateTime } from '@/lib/time';
import classes from './Payments.module.css';
import { pairPayments, receiptNumber } from './ledger';
import type { Payment } from './queries';

interface PaymentsProps {
  payments: readonly Payment[];
  onReprint: (payment: Payment) => void;
  /** Given when payments may be voided. */
  onVoid?: ((payment: Payment) => void) | undefined;
}

/** Money received, receipt by receipt. A voided one stays to be read, struck out, with its reason. */
export function Payments({ payments, onReprint, onVoid }: PaymentsProps) {
  const { t } = useTranslation();
  const lines = pairPayments(payments);
  if (lines.length === 0) return <p className={classes.none}>{t('Nothing has been paid yet.')}</p>;
  return (
    <ul className={classes.list} aria-label={t('Payments')}>
      {lines.map(({ payment, voided }) => {
        const number = receiptNumber(payment);
        return (
          <li key={payment.id} className={classes.payment} data-struck={voided !== null || undefined}>
            <div className={classes.line}>
              <span className={classes.number}>{t('Receipt {{number}}', { number })}</span>
              <span className={classes.detail}>
                {t('{{payer}}, taken by {{teller}}, {{time}}', { payer: payment.payer, teller: payment.taken_by_name, time: formatDateTime(payment.taken_at) })}
              </span>
              <span className={classes.amount}>
                <Money amount={payment.amount} paid={voided === null} strong />
              </span>
              <span className={classes.acts}>
                <ActionIcon size="sm" aria-label={t('Print a copy of receipt {{number}}', { number })} title={t('Print a copy')} onClick={() => onReprint(payment)}>
                  <IconPrinter size={16} stroke={1.7} />
                </ActionIcon>
                {onVoid !== undefined && voided === null && (
                  <ActionIcon size="sm" aria-label={t('Void receipt {{number}}', { number })} title={t('Void this payment')} onClick={() => onVoid(payment)}>
                    <IconArrowBackUp size={16} stroke={1.7} />
                  </ActionIcon>
                )}
              </span>
            </div>
            {voided !== null && (
              <div className={classes.reason}>
                {t('Voided: {{reason}}', { reason: voided.reason })}{' '}
                <span className="soft">
                  {voided.taken_by_name}, {formatDateTime(voided.taken_at)}
                </span>
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
