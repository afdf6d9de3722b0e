import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney, readMoney, toWire } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import { ShiftGate } from '@/shared/ShiftGate';
import { receiptNumber, refundable } from './ledger';
import { type Bill, type Payment, refundCredit, type RefundInput, refundPayment } from './queries';

interface RefundDialogProps {
  opened: boolean;
  bill: Bill;
  /** The payment that is given back; null for what a deposit left over. */
  payment: Payment | null;
  /** Prints the voucher of the refund, by its id. */
  onPrint: (paymentId: number) => void;
  onClose: () => void;
}

/** Gives cash back: a payment or a part of it, or what is left of a deposit. The payee signs the voucher that it prints. */
export function RefundDialog({ opened, payment, onClose, ...rest }: RefundDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={payment === null ? t('Give back what is left over') : t('Refund receipt {{number}}', { number: receiptNumber(payment) })}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <ShiftGate onCancel={onClose}>
        <RefundForm payment={payment} onClose={onClose} {...rest} />
      </ShiftGate>
    </Modal>
  );
}

function RefundForm({ bill, payment, onPrint, onClose }: Omit<RefundDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const most = payment === null ? -(parseMoney(bill.balance) ?? 0) : refundable(payment);
  const payee = payment?.payer ?? bill.patient.name;
  const form = useForm({
    initialValues: { amount: toWire(most), payee: '', reason: '' },
    validate: {
      amount: (typed) => {
        const amount = readMoney(typed);
        if (amount === null) return t('Enter the amount, like 1234.50');
        if (amount <= 0) return t('Enter more than ₱0.00');
        return amount > most ? t('{{most}} can be given back', { most: formatMoney(most) }) : null;
      },
      reason: isNotEmpty(t('Write the reason')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: typeof form.values, headers) => {
      const body: RefundInput = {
        amount: toWire(readMoney(values.amount) ?? 0),
        reason: values.reason.trim(),
        ...(values.payee.trim() === '' ? {} : { payee: values.payee.trim() }),
      };
      return payment === null ? refundCredit(bill.id, body, headers) : refundPayment(payment.id, body, headers);
    },
    done: async (refund) => {
      toast.done(t('{{amount}} given back to {{payee}}', { amount: formatMoney(-(parseMoney(refund.amount) ?? 0)), payee: refund.payer }));
      onClose();
      onPrint(refund.id);
      await queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
    failed: (failure) => {
      if (failure.conflict) void queryClient.invalidateQueries({ queryKey: ['shift'] });
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <div>
          {payment === null
            ? t('More was paid than is due on this bill. The rest goes back.')
            : t('What is given back counts as unpaid again; the bill then owes it.')}
        </div>
        <TextInput
          label={t('Amount')}
          description={t('Up to {{most}}', { most: formatMoney(most) })}
          inputMode="decimal"
          autoComplete="off"
          leftSection="₱"
          required
          {...form.getInputProps('amount')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <TextInput label={t('Payee')} placeholder={payee} maxLength={160} autoComplete="off" {...form.getInputProps('payee')} />
        <Textarea
          label={t('Reason')}
          placeholder={payment === null ? t('Deposit left over at discharge') : t('Paid twice')}
          maxLength={1000}
          required
          data-autofocus
          {...form.getInputProps('reason')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy} color="red.8">
            {t('Give cash back')}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
