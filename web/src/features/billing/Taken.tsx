import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { formatMoney, parseMoney } from '@/lib/money';
import { useStore } from '@/lib/useStore';
import { receiptNumber } from './ledger';
import classes from './PaymentDialog.module.css';
import type { Bill, Payment } from './queries';
import { chooseReceiptPaper, receiptPaper, receiptPapers, type useReceiptPrinter } from './receipts';

interface TakenProps {
  bill: Bill;
  payment: Payment;
  /** What is owed after it. */
  left: string;
  /** Is printing the receipt, or has printed it. */
  printer: ReturnType<typeof useReceiptPrinter>;
  onClose: () => void;
}

/** After the cash is taken: the change in figures to be read from both sides of the window, and the receipt. */
export function Taken({ bill, payment, left, printer, onClose }: TakenProps) {
  const { t } = useTranslation();
  const paper = useStore(receiptPaper);
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
      <FormProblem problem={printer.problem} />
      <div className={classes.paper}>
        <span className="soft">{printer.busy ? t('Printing the receipt…') : t('This station prints receipts on')}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('Paper of receipts at this station')}
          value={paper}
          onChange={(chosen) => chooseReceiptPaper(receiptPapers.find((each) => each === chosen) ?? 'roll')}
          data={[
            { value: 'roll', label: t('80 mm roll') },
            { value: 'a5', label: t('A5') },
          ]}
        />
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" loading={printer.busy} onClick={() => printer.print(payment.id)}>
          {printer.problem === null ? t('Print a copy') : t('Print receipt')}
        </Button>
        <Button
          ref={first}
          // Enter held down from the form must not close what is to be read.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={onClose}
        >
          {t('Done')}
        </Button>
      </Group>
    </Stack>
  );
}
