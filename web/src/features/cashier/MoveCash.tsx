import { Button, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney, readMoney, toWire } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import type { Shift } from '@/shared/shift';
import { centavosOf } from './drawer';
import { moveCash } from './queries';

interface MoveCashProps {
  opened: boolean;
  shift: Shift;
  onClose: () => void;
}

interface Values {
  direction: 'in' | 'out';
  amount: string;
  reason: string;
}

/** Cash that enters or leaves the drawer for no bill: change from the bank, the day's take to the safe. */
export function MoveCash({ opened, ...form }: MoveCashProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={form.onClose} title={t('Cash in or out')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <MoveForm {...form} />
    </Modal>
  );
}

function MoveForm({ shift, onClose }: Omit<MoveCashProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: { direction: 'out', amount: '', reason: '' },
    validate: {
      amount: (typed, { direction }) => {
        const amount = readMoney(typed);
        if (amount === null) return t('Enter the amount, like 1234.50');
        if (amount <= 0) return t('Enter more than ₱0.00');
        return direction === 'out' && amount > centavosOf(shift.expected_cash) ? t('The drawer holds {{amount}}', { amount: formatMoney(shift.expected_cash) }) : null;
      },
      reason: isNotEmpty(t('Write the reason')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ direction, amount, reason }: Values, headers) =>
      moveCash(shift.id, { direction, amount: toWire(readMoney(amount) ?? 0), reason: reason.trim() }, headers),
    done: async (move) => {
      const amount = formatMoney(Math.abs(parseMoney(move.amount) ?? 0));
      toast.done(move.amount.startsWith('-') ? t('{{amount}} taken out of the drawer', { amount }) : t('{{amount}} brought to the drawer', { amount }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['shift'] });
    },
    failed: () => void queryClient.invalidateQueries({ queryKey: ['shift'] }),
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <SegmentedControl
          fullWidth
          aria-label={t('Direction')}
          value={form.values.direction}
          onChange={(direction) => form.setFieldValue('direction', direction === 'in' ? 'in' : 'out')}
          data={[
            { value: 'out', label: t('Take out') },
            { value: 'in', label: t('Bring in') },
          ]}
        />
        <TextInput label={t('Amount')} inputMode="decimal" autoComplete="off" leftSection="₱" required data-autofocus {...form.getInputProps('amount')} />
        <TextInput
          label={t('Reason')}
          placeholder={form.values.direction === 'out' ? t('To the bank') : t('Change from the bank')}
          maxLength={1000}
          autoComplete="off"
          required
          {...form.getInputProps('reason')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{form.values.direction === 'out' ? t('Take out') : t('Bring in')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
