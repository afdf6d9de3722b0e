import { ActionIcon, Button } from '@mantine/core';
import { IconArrowBackUp, IconCashMinus, IconPrinter } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Money } from '@/components/Money';
import { SectionCard } from '@/components/SectionCard';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { formatDateTime, useNow } from '@/lib/time';
import { isVoidable, pairPayments, type PaymentLine, receiptNumber, refundable } from './ledger';
import classes from './Payments.module.css';
import { type Bill, type Payment, voidPayment } from './queries';
import { ReasonDialog } from '@/components/ReasonDialog';
import { ShiftGate } from '@/shared/ShiftGate';
import { useReceiptPrinter } from './receipts';
import { RefundDialog } from './RefundDialog';

interface PaymentActs {
  onPrint: (payment: Payment) => void;
  onVoid: ((payment: Payment) => void) | undefined;
  onRefund: ((payment: Payment) => void) | undefined;
}

function PrintButton({ payment, onPrint }: { payment: Payment; onPrint: (payment: Payment) => void }) {
  const { t } = useTranslation();
  const number = receiptNumber(payment);
  const first = payment.prints === 0;
  const what = payment.kind === 'refund' ? t('voucher') : t('receipt');
  return (
    <ActionIcon
      size="sm"
      aria-label={first ? t('Print {{what}} {{number}}', { what, number }) : t('Print a copy of {{what}} {{number}}', { what, number })}
      title={first ? t('Print') : t('Print a copy')}
      onClick={() => onPrint(payment)}
    >
      <IconPrinter size={16} stroke={1.7} />
    </ActionIcon>
  );
}

/** How the line of a payment or a refund begins. */
function useTitle(payment: Payment): string {
  const { t } = useTranslation();
  const number = receiptNumber(payment);
  if (payment.kind === 'refund') return t('Refund voucher {{number}}', { number });
  if (payment.old_receipt !== null) return t('Old receipt {{number}}', { number });
  return t('Receipt {{number}}', { number });
}

function Contra({ entry, words }: { entry: Payment; words: string }) {
  return (
    <>
      {words}{' '}
      <span className="soft">
        {entry.taken_by_name}, {formatDateTime(entry.taken_at)}
      </span>
    </>
  );
}

function Line({ line: { payment, voided, refunds }, acts }: { line: PaymentLine; acts: PaymentActs }) {
  const { t } = useTranslation();
  const now = useNow();
  const number = receiptNumber(payment);
  const refund = payment.kind === 'refund';
  return (
    <li className={classes.payment} data-struck={voided !== null || undefined}>
      <div className={classes.line}>
        <span className={classes.number}>{useTitle(payment)}</span>
        <span className={classes.detail}>
          {refund
            ? t('{{payer}}, given back by {{teller}}, {{time}}', { payer: payment.payer, teller: payment.taken_by_name, time: formatDateTime(payment.taken_at) })
            : t('{{payer}}, taken by {{teller}}, {{time}}', { payer: payment.payer, teller: payment.taken_by_name, time: formatDateTime(payment.taken_at) })}
          {payment.purpose === 'deposit' && !refund && `, ${t('deposit')}`}
          {payment.purpose === 'receivable' && !refund && `, ${t('on a promissory note')}`}
        </span>
        <span className={classes.amount}>
          <Money amount={payment.amount} paid={voided === null && !refund} strong />
        </span>
        <span className={classes.acts}>
          {payment.old_receipt === null && <PrintButton payment={payment} onPrint={acts.onPrint} />}
          {acts.onRefund !== undefined && refundable(payment) > 0 && (
            <ActionIcon size="sm" aria-label={t('Refund receipt {{number}}', { number })} title={t('Give back this payment or a part of it')} onClick={() => acts.onRefund?.(payment)}>
              <IconCashMinus size={16} stroke={1.7} />
            </ActionIcon>
          )}
          {acts.onVoid !== undefined && isVoidable(payment, now) && (
            <ActionIcon size="sm" aria-label={t('Void receipt {{number}}', { number })} title={t('Void this payment of today')} onClick={() => acts.onVoid?.(payment)}>
              <IconArrowBackUp size={16} stroke={1.7} />
            </ActionIcon>
          )}
        </span>
      </div>
      {refund && <div className={classes.reason}>{t('What the deposit left over: {{reason}}', { reason: payment.reason })}</div>}
      {voided !== null && (
        <div className={classes.reason}>
          <Contra entry={voided} words={t('Voided: {{reason}}', { reason: voided.reason })} />
        </div>
      )}
      {refunds.map((entry) => (
        <div key={entry.id} className={classes.contra}>
          <span className={classes.reason}>
            <Contra entry={entry} words={t('Refunded to {{payee}}, voucher {{number}}: {{reason}}', { payee: entry.payer, number: receiptNumber(entry), reason: entry.reason })} />
          </span>
          <Money amount={entry.amount} />
          <PrintButton payment={entry} onPrint={acts.onPrint} />
        </div>
      ))}
    </li>
  );
}

type Dialog = { kind: 'void'; payment: Payment } | { kind: 'refund'; payment: Payment | null };

/** Money received and given back, receipt by receipt. What was undone stays to be read, with its reason. */
export function Payments({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const printer = useReceiptPrinter();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  // Kept while a dialog closes, so that its words do not vanish first.
  const [last, setLast] = useState<Dialog | null>(null);
  const open = (next: Dialog): void => {
    setLast(next);
    setDialog(next);
  };
  const close = (): void => setDialog(null);
  const lines = pairPayments(bill.payments);
  const credit = -(parseMoney(bill.balance) ?? 0);
  const acts: PaymentActs = {
    onPrint: ({ id }) => printer.print(id),
    onVoid: can('payment:void') ? (payment) => open({ kind: 'void', payment }) : undefined,
    onRefund: can('payment:refund') ? (payment) => open({ kind: 'refund', payment }) : undefined,
  };
  const voiding = last?.kind === 'void' ? last.payment : null;

  return (
    <SectionCard
      title={t('Payments')}
      flush
      actions={
        bill.final && credit > 0 && can('payment:refund') ? (
          <Button variant="default" size="compact-sm" leftSection={<IconCashMinus size={16} stroke={1.7} />} onClick={() => open({ kind: 'refund', payment: null })}>
            {t('Give back {{amount}}', { amount: formatMoney(credit) })}
          </Button>
        ) : undefined
      }
    >
      {printer.problem !== null && (
        <div className={classes.problem}>
          <FormProblem problem={printer.problem} />
        </div>
      )}
      {lines.length === 0 ? (
        <p className={classes.none}>{t('Nothing has been paid yet.')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('Payments')}>
          {lines.map((line) => (
            <Line key={line.payment.id} line={line} acts={acts} />
          ))}
        </ul>
      )}
      {voiding !== null && (
        <ReasonDialog
          opened={dialog?.kind === 'void'}
          title={t('Void receipt {{number}}', { number: receiptNumber(voiding) })}
          confirmLabel={t('Void payment')}
          placeholder={t('Taken for the wrong patient')}
          gate={(form) => <ShiftGate onCancel={close}>{form}</ShiftGate>}
          send={(reason, headers) => voidPayment(voiding.id, reason, headers)}
          onDone={async () => {
            toast.done(t('Receipt {{number}} voided', { number: receiptNumber(voiding) }));
            close();
            await queryClient.invalidateQueries({ queryKey: ['bill'] });
          }}
          onClose={close}
        >
          {t('{{amount}} from {{payer}} no longer counts as paid, and the cash goes back. The receipt number stays used.', {
            amount: formatMoney(voiding.amount),
            payer: voiding.payer,
          })}
        </ReasonDialog>
      )}
      {last?.kind === 'refund' && (
        <RefundDialog opened={dialog?.kind === 'refund'} bill={bill} payment={last.payment} onPrint={printer.print} onClose={close} />
      )}
    </SectionCard>
  );
}
