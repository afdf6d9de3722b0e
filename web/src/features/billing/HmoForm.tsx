import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { MoneyField } from '@/components/MoneyField';
import { readMoney, toWire } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import { ClaimFrame } from './ClaimFrame';
import { type ClaimFormProps, reasonOf } from './claims';
import { amountProblem } from './words';
import { claimHmo } from './queries';

/** What an HMO has approved; it pays no more than is left after PhilHealth. */
export function HmoForm({ bill, patient, onEntered, onClose }: ClaimFormProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: patient?.hmo_name ?? '', approval_number: '', approved_amount: '', reason: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('Enter the name of the HMO') : null),
      approval_number: (value) => (value.trim() === '' ? t('Enter the number of its approval') : null),
      approved_amount: (value) => amountProblem(t, value),
      reason: (value) => (bill.final && value.trim() === '' ? t('Write the reason') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ name, approval_number, approved_amount, reason }: typeof form.values, headers) =>
      claimHmo(
        bill.id,
        { name: name.trim(), approval_number: approval_number.trim(), approved_amount: toWire(readMoney(approved_amount) ?? 0), ...reasonOf(reason) },
        headers,
      ),
    done: onEntered,
  });
  const named = form.values.name !== '';
  const member = patient?.hmo_number ?? '';
  return (
    <ClaimFrame bill={bill} form={form} busy={busy} problem={problem} onSubmit={form.onSubmit(submit)} onClose={onClose} reason={bill.final ? form.getInputProps('reason') : null}>
      <TextInput
        label={t('HMO')}
        description={member === '' ? undefined : t('Member number on the patient’s record: {{number}}', { number: member })}
        required
        maxLength={160}
        autoComplete="off"
        {...(named ? {} : { 'data-autofocus': true })}
        {...form.getInputProps('name')}
      />
      <TextInput label={t('Approval number')} description={t('Of its letter of authorization.')} required maxLength={60} autoComplete="off" {...form.getInputProps('approval_number')} />
      <MoneyField
        label={t('Approved amount')}
        description={t('It pays at most this, and no more than is left after discounts and PhilHealth.')}
        {...form.getInputProps('approved_amount')}
      />
    </ClaimFrame>
  );
}
