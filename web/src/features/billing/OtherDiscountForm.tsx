import { NumberInput, Radio, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MoneyField } from '@/components/MoneyField';
import { readMoney, toWire } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import { ClaimFrame } from './ClaimFrame';
import type { ClaimFormProps } from './claims';
import { billingSettingsQuery, grantDiscount } from './queries';
import { amountProblem } from './words';

interface Values {
  name: string;
  by: 'percent' | 'amount';
  percent: number | string;
  amount: string;
  reason: string;
}

/** A discount that is not the law's, with a reason and within the limit that an Admin has set. */
export function OtherDiscountForm({ bill, onEntered, onClose }: ClaimFormProps) {
  const { t } = useTranslation();
  const limit = useQuery(billingSettingsQuery).data?.other_discount_limit_percent ?? 100;
  const form = useForm<Values>({
    initialValues: { name: '', by: 'percent', percent: '', amount: '', reason: '' },
    validate: {
      name: (value) => (value.trim() === '' ? t('Enter what the discount is called') : null),
      percent: (value, { by }) =>
        by === 'amount' || (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= limit) ? null : t('Enter a whole number from 1 to {{limit}}', { limit }),
      amount: (value, { by }) => (by === 'percent' ? null : amountProblem(t, value)),
      reason: (value) => (value.trim() === '' ? t('Write the reason') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ name, by, percent, amount, reason }: Values, headers) =>
      grantDiscount(
        bill.id,
        { name: name.trim(), reason: reason.trim(), ...(by === 'percent' ? { percent: Number(percent) } : { amount: toWire(readMoney(amount) ?? 0) }) },
        headers,
      ),
    done: onEntered,
  });
  return (
    <ClaimFrame bill={bill} form={form} busy={busy} problem={problem} onSubmit={form.onSubmit(submit)} onClose={onClose} reason={form.getInputProps('reason')}>
      <TextInput label={t('Name of the discount')} placeholder={t('Employee')} required maxLength={160} autoComplete="off" data-autofocus autoFocus {...form.getInputProps('name')} />
      <Radio.Group
        label={t('How much')}
        description={t('At most {{limit}}% of what is left after VAT exemption and the discount by law.', { limit })}
        value={form.values.by}
        onChange={(by) => form.setFieldValue('by', by === 'amount' ? 'amount' : 'percent')}
      >
        <div style={{ display: 'flex', gap: 16, marginTop: 6 }}>
          <Radio value="percent" label={t('A percentage')} />
          <Radio value="amount" label={t('An amount')} />
        </div>
      </Radio.Group>
      {form.values.by === 'percent' ? (
        <NumberInput label={t('Percent')} w={120} min={1} max={100} suffix="%" allowDecimal={false} allowNegative={false} required {...form.getInputProps('percent')} />
      ) : (
        <MoneyField label={t('Amount')} {...form.getInputProps('amount')} />
      )}
    </ClaimFrame>
  );
}
