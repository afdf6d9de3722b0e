import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import { formatMoney, parseMoney, readMoney, subtractMoney, toWire } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import { ShiftGate } from '@/shared/ShiftGate';
import { changeOf, paymentFaults, type PaymentValues, quickCash } from './cash';
import { receiptNumber } from './ledger';
import classes from './PaymentDialog.module.css';
import { type Bill, billQuery, type Payment, takePayment } from './queries';
import { useReceiptPrinter } from './receipts';
import { Taken } from './Taken';

interface TakenPayment {
  payment: Payment;
  /** What is owed after it. */
  left: string;
}

interface PaymentDialogProps {
  opened: boolean;
  bill: Bill;
  onClose: () => void;
}

/**
 * Takes cash at the window and prints the receipt. Opened anew it is a new payment, with a key of its own. Who has no open
 * shift opens one first, and comes back to what was typed.
 */
export function PaymentDialog({ opened, bill, onClose }: PaymentDialogProps) {
  const { t } = useTranslation();
  const printer = useReceiptPrinter();
  const narrow = useMediaQuery('(max-width: 48em)');
  const [taken, setTaken] = useState<TakenPayment | null>(null);
  const [busy, setBusy] = useState(false);
  const title = (): string => {
    if (taken !== null) return t('Receipt {{number}}', { number: receiptNumber(taken.payment) });
    return bill.final ? t('Take payment') : t('Take deposit');
  };
  return (
    <Modal
      opened={opened}
      onClose={() => {
        if (!busy) onClose();
      }}
      onExitTransitionEnd={() => setTaken(null)}
      title={title()}
      size={520}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {taken === null ? (
        <ShiftGate onCancel={onClose}>
          <PaymentForm
            bill={bill}
            onClose={onClose}
            onBusy={setBusy}
            onTaken={(next) => {
              setTaken(next);
              printer.print(next.payment.id);
            }}
          />
        </ShiftGate>
      ) : (
        <Taken bill={bill} {...taken} printer={printer} onClose={onClose} />
      )}
    </Modal>
  );
}

interface PaymentFormProps {
  bill: Bill;
  onClose: () => void;
  onBusy: (busy: boolean) => void;
  onTaken: (taken: TakenPayment) => void;
}

function PaymentForm({ bill: shown, onClose, onBusy, onTaken }: PaymentFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  // As it was asked for again after a refusal; the page behind may follow a moment later.
  const [asked, setAsked] = useState<Bill | null>(null);
  const bill = asked !== null && asked.version > shown.version ? asked : shown;
  const [seen] = useState(shown.balance);
  const owes = (parseMoney(bill.balance) ?? 0) > 0;
  const moved = bill.final && bill.balance !== seen;
  const tendered = useRef<HTMLInputElement>(null);

  const words = (values: PaymentValues): Partial<Record<keyof PaymentValues, string>> => {
    const faults = paymentFaults(values, bill);
    const amount = {
      missing: t('Enter the amount, like 1234.50'),
      nothing: t('Enter more than ₱0.00'),
      'too large': t('This is more than one receipt can hold'),
      'above balance': t('The balance is {{balance}}: the rest of the cash is change', { balance: formatMoney(bill.balance) }),
    };
    const cash = { unreadable: t('Enter the cash, like 500'), short: t('This is less than the amount') };
    return {
      ...(faults.amount === undefined ? {} : { amount: amount[faults.amount] }),
      ...(faults.tendered === undefined ? {} : { tendered: cash[faults.tendered] }),
    };
  };

  const form = useForm<PaymentValues>({
    initialValues: { amount: owes ? bill.balance : '', tendered: '', payer: '' },
    validate: words,
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: PaymentValues, headers) => {
      const amount = toWire(readMoney(values.amount) ?? 0);
      const cash = readMoney(values.tendered);
      const payer = values.payer.trim();
      return takePayment(
        bill.id,
        {
          amount,
          tendered: cash === null ? amount : toWire(cash),
          ...(payer === '' ? {} : { payer }),
          // A running bill grows by itself; a final one changes only by what someone did.
          ...(bill.final ? { expected_balance: bill.balance } : {}),
        },
        headers,
      );
    },
    done: async (payment) => {
      onTaken({ payment, left: subtractMoney(bill.balance, payment.amount) });
      await queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
    failed: (failure) => {
      if (!failure.conflict) return;
      // Another teller was here first, or the shift was closed meanwhile.
      void queryClient.invalidateQueries({ queryKey: ['shift'] });
      void queryClient.query({ ...billQuery(bill.id), staleTime: 0 }).then(setAsked, () => undefined);
    },
  });
  // The amount that nobody touched follows the balance; what was typed stays.
  const { getValues, setFieldValue } = form;
  useEffect(() => {
    if (moved && owes && getValues().amount === seen) setFieldValue('amount', bill.balance);
  }, [moved, owes, seen, bill.balance, getValues, setFieldValue]);
  useEffect(() => onBusy(busy), [busy, onBusy]);

  const values = form.getValues();
  // What the server says stays; what can be known at once is said while typing, once there is something to say.
  const live = values.amount.trim() === '' ? {} : words(values);
  const amount = readMoney(values.amount);
  const change = changeOf(values);
  const short = change !== null && change < 0;
  const exact = values.tendered.trim() === '';

  const hand = (sum: string): void => {
    form.setFieldValue('tendered', sum);
    tendered.current?.focus();
  };

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        {moved ? (
          <Notice
            alert
            tone="amber"
            title={
              owes
                ? t('The balance is now {{now}}, not {{before}}: someone else acted on this bill. Nothing was taken by you.', { now: formatMoney(bill.balance), before: formatMoney(seen) })
                : t('The bill was paid meanwhile, by someone else. Nothing was taken by you.')
            }
          />
        ) : (
          <FormProblem problem={problem} form={form} />
        )}
        <div className={classes.owed}>
          <span>
            <span className={classes.who}>{bill.patient.name}</span>
            <span className="soft">{t('Bill {{code}}', { code: bill.code })}</span>
          </span>
          <span className={classes.balance}>
            <span className="soft">{bill.final ? t('Balance') : t('Balance so far')}</span>
            <strong>{formatMoney(bill.balance)}</strong>
          </span>
        </div>
        {!bill.final && <p className={classes.note}>{t('The bill is not final yet: this is a deposit, set against what will be due.')}</p>}
        <div className={classes.sums}>
          <TextInput
            label={bill.final ? t('Amount') : t('Deposit')}
            inputMode="decimal"
            autoComplete="off"
            leftSection="₱"
            classNames={{ input: classes.sum }}
            required
            {...(bill.final && owes ? {} : { 'data-autofocus': true })}
            {...form.getInputProps('amount')}
            error={form.errors['amount'] ?? live.amount}
            onFocus={(event) => event.currentTarget.select()}
          />
          <TextInput
            ref={tendered}
            label={t('Cash handed over')}
            inputMode="decimal"
            autoComplete="off"
            leftSection="₱"
            placeholder={t('exact')}
            classNames={{ input: classes.sum }}
            {...(bill.final && owes ? { 'data-autofocus': true } : {})}
            {...form.getInputProps('tendered')}
            error={form.errors['tendered']}
            onFocus={(event) => event.currentTarget.select()}
          />
        </div>
        <div className={classes.notes} role="group" aria-label={t('Cash')}>
          <Button variant="default" size="compact-sm" disabled={amount === null || amount <= 0} onClick={() => hand(amount === null ? '' : toWire(amount))}>
            {t('Exact')}
          </Button>
          {quickCash(amount ?? 0).map((sum) => (
            <Button key={sum} variant="default" size="compact-sm" onClick={() => hand(toWire(sum))}>
              {formatMoney(sum).replace(/\.00$/, '')}
            </Button>
          ))}
        </div>
        <output className={classes.change} data-short={short || undefined} aria-live="polite">
          <span>{short ? t('Still short') : t('Change')}</span>
          <span className={classes.figure}>{change === null ? '–' : formatMoney(Math.abs(change))}</span>
          {exact && amount !== null && <span className={classes.hint}>{t('Exact cash, unless you enter what was handed over')}</span>}
        </output>
        <TextInput label={t('Payer')} placeholder={bill.patient.name} maxLength={160} autoComplete="off" {...form.getInputProps('payer')} />
        <Group justify="flex-end" gap="xs" mt={4}>
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy} blocked={bill.final && !owes}>
            {bill.final
              ? t('Take {{amount}}', { amount: amount === null ? t('payment') : formatMoney(amount) })
              : t('Take deposit of {{amount}}', { amount: amount === null ? '₱–' : formatMoney(amount) })}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
