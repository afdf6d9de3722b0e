import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney, readMoney, toWire } from '@/lib/money';
import { dayOf, useNow } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import classes from './Promissory.module.css';
import { type Bill, promise, type PromissoryInput, type PromissoryNote } from './queries';

interface PromissoryDialogProps {
  opened: boolean;
  bill: Bill;
  onTaken: (note: PromissoryNote) => void;
  onClose: () => void;
}

type Values = Required<PromissoryInput>;

/** Writes a promissory note for what is left of a final bill; it prints for the signatures. */
export function PromissoryDialog({ opened, ...form }: PromissoryDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Modal opened={opened} onClose={form.onClose} title={t('Promissory note')} size={620} fullScreen={narrow} closeButtonProps={{ 'aria-label': t('Close') }}>
      <PromissoryForm {...form} />
    </Modal>
  );
}

function PromissoryForm({ bill, onTaken, onClose }: Omit<PromissoryDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const today = dayOf(useNow());
  const balance = parseMoney(bill.balance) ?? 0;
  const form = useForm<Values>({
    initialValues: {
      amount: bill.balance,
      due_date: '',
      maker_name: '',
      relationship: '',
      maker_address: '',
      maker_contact: '',
      co_maker_name: '',
      co_maker_address: '',
      co_maker_contact: '',
      reason: '',
    },
    validate: {
      amount: (typed) => {
        const amount = readMoney(typed);
        if (amount === null) return t('Enter the amount, like 1234.50');
        if (amount <= 0) return t('Enter more than ₱0.00');
        return amount > balance ? t('The balance is {{balance}}', { balance: formatMoney(balance) }) : null;
      },
      due_date: (date) => (date === '' ? t('Choose the day it is due') : date < today ? t('This day is past') : null),
      maker_name: isNotEmpty(t('Enter who promises to pay')),
      co_maker_name: isNotEmpty(t('Enter who answers for it beside the maker')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: Values, headers) => promise(bill.id, { ...values, amount: toWire(readMoney(values.amount) ?? 0) }, headers),
    done: async (note) => {
      toast.done(t('Promissory note {{number}} taken', { number: note.number }));
      onClose();
      onTaken(note);
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['bill'] }), queryClient.invalidateQueries({ queryKey: ['promissory_note'] })]);
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <div>{t('{{name}} leaves {{balance}} unpaid. With the note the patient can go home; it is paid at this window later.', { name: bill.patient.name, balance: formatMoney(balance) })}</div>
        <div className={classes.pair}>
          <TextInput label={t('Amount')} inputMode="decimal" autoComplete="off" leftSection="₱" required {...form.getInputProps('amount')} />
          <TextInput label={t('Due date')} type="date" min={today} required data-autofocus {...form.getInputProps('due_date')} />
        </div>
        <fieldset className={classes.person}>
          <legend>{t('Maker, who promises to pay')}</legend>
          <div className={classes.pair}>
            <TextInput label={t('Name')} required maxLength={160} autoComplete="off" {...form.getInputProps('maker_name')} />
            <TextInput label={t('Relationship to the patient')} maxLength={80} autoComplete="off" {...form.getInputProps('relationship')} />
            <TextInput label={t('Address')} maxLength={500} autoComplete="off" {...form.getInputProps('maker_address')} />
            <TextInput label={t('Contact number')} maxLength={60} autoComplete="off" {...form.getInputProps('maker_contact')} />
          </div>
        </fieldset>
        <fieldset className={classes.person}>
          <legend>{t('Co-maker, who answers for it too')}</legend>
          <div className={classes.pair}>
            <TextInput label={t('Name of the co-maker')} required maxLength={160} autoComplete="off" {...form.getInputProps('co_maker_name')} />
            <TextInput label={t('Contact number of the co-maker')} maxLength={60} autoComplete="off" {...form.getInputProps('co_maker_contact')} />
          </div>
          <TextInput mt="xs" label={t('Address of the co-maker')} maxLength={500} autoComplete="off" {...form.getInputProps('co_maker_address')} />
        </fieldset>
        <Textarea label={t('Why it is not paid now')} maxLength={1000} autosize minRows={1} {...form.getInputProps('reason')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Take note and print')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
