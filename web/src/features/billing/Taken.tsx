import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { formatMoney, parseMoney } from '@/lib/money';
import { receiptNumber } from './ledger';
import classes from './PaymentDialog.module.css';
import type { Bill, Payment } from './queries';
import { Receipt } from './Receipt';

interface TakenProps {
  bill: Bill;
  payment: Payment;
  /** What is owed after it. */
  left: string;
  onClose: () => void;
}

/** After the cash is taken: the change in figures to be read from both sides of the window, and the receipt. */
export function Taken({ bill, payment, left, onClose }: TakenProps) {
  const { t } = useTranslation();
  const [printing, setPrinting] = useState(false);
  const [printed, setPrinted] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const owed = parseMoney(left) ?? 0;

  return (
    <Stack gap="md">
      <Notice tone="green" title={bill.final ? t('Payment taken') : t('Deposit taken')} alert />
      <div className={classes.taken}>
        <span className={classes.takenLabel}>{t('Change')}</span>
        <span className={classes.takenChange}>{formatMoney(payment.change)}</span>
        <dl className={classes.facts}>
          <dt>{t('Receipt number')}</dt>
          <dd>{receiptNumber(payment)}</dd>
          <dt>{bill.final ? t('Amount') : t('Deposit')}</dt>
          <dd>{formatMoney(payment.amount)}</dd>
          <dt>{t('Cash handed over')}</dt>
          <dd>{formatMoney(payment.tendered)}</dd>
          <dt>{bill.final ? t('Balance left') : t('Balance so far')}</dt>
          <dd>{owed < 0 ? t('{{amount}} in credit', { amount: formatMoney(-owed) }) : formatMoney(owed)}</dd>
        </dl>
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Done')}
        </Button>
        <Button
          ref={first}
          // Enter held down from the form must not print.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={() => setPrinting(true)}
        >
          {printed ? t('Print again as a copy') : t('Print receipt')}
        </Button>
      </Group>
      {printing && (
        <Receipt
          bill={bill}
          payment={payment}
          copy={printed}
          onPrinted={() => {
            setPrinting(false);
            setPrinted(true);
          }}
        />
      )}
    </Stack>
  );
}
