import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type SearchOption, SearchSelect } from '@/components/SearchSelect';
import { formatMoney } from '@/lib/money';
import { dayOf, formatPlainDate } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { ClaimFrame } from './ClaimFrame';
import { type ClaimFormProps, reasonOf } from './claims';
import { claimPhilHealth, findCaseRates } from './queries';

interface RateOption extends SearchOption {
  code: string;
}

interface Values {
  member_number: string;
  first_case_rate: RateOption | null;
  second_case_rate: RateOption | null;
  reason: string;
}

/** PhilHealth's case rates: the first is paid in full, of a second one half. */
export function PhilHealthForm({ bill, patient, onEntered, onClose }: ClaimFormProps) {
  const { t } = useTranslation();
  const day = dayOf(Date.parse(bill.created_at));
  const stored = patient?.philhealth_number ?? '';
  const form = useForm<Values>({
    initialValues: { member_number: stored, first_case_rate: null, second_case_rate: null, reason: '' },
    validate: {
      member_number: (value) => (value.trim() === '' ? t('Enter the member’s PhilHealth number') : null),
      first_case_rate: (value) => (value === null ? t('Choose a case rate') : null),
      second_case_rate: (value, { first_case_rate: first }) => (value !== null && value.code === first?.code ? t('Choose another than the first') : null),
      reason: (value) => (bill.final && value.trim() === '' ? t('Write the reason') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ member_number, first_case_rate: first, second_case_rate: second, reason }: Values, headers) =>
      claimPhilHealth(
        bill.id,
        { member_number: member_number.trim(), first_case_rate: first?.code ?? '', ...(second === null ? {} : { second_case_rate: second.code }), ...reasonOf(reason) },
        headers,
      ),
    done: onEntered,
  });
  const search = async (q: string, signal: AbortSignal): Promise<RateOption[]> => {
    const found = await findCaseRates(q, day, signal);
    return found.items.map((rate) => ({
      id: String(rate.id),
      code: rate.code,
      label: `${rate.code} ${rate.description}`,
      detail: t('{{hospital}} hospital, {{professional}} professional', {
        hospital: formatMoney(rate.hospital_part),
        professional: formatMoney(rate.professional_part),
      }),
    }));
  };
  const rate = (field: 'first_case_rate' | 'second_case_rate') => ({
    queryKey: ['case-rates', day],
    search,
    minLetters: 0,
    placeholder: t('Type a code or a word of the description'),
    value: form.values[field],
    onChange: (option: RateOption | null) => form.setFieldValue(field, option),
    error: form.errors[field],
  });
  return (
    <ClaimFrame bill={bill} form={form} busy={busy} problem={problem} onSubmit={form.onSubmit(submit)} onClose={onClose} reason={bill.final ? form.getInputProps('reason') : null}>
      <TextInput
        label={t('PhilHealth number (PIN)')}
        description={stored === '' || form.values.member_number !== stored ? undefined : t('From the patient’s record; compare it with the card.')}
        required
        maxLength={60}
        autoComplete="off"
        {...(stored === '' ? { 'data-autofocus': true, autoFocus: true } : {})}
        {...form.getInputProps('member_number')}
      />
      <SearchSelect
        label={t('First case rate')}
        description={t('Paid in full. The table as of {{day}}, when the bill was opened.', { day: formatPlainDate(day) })}
        required
        {...rate('first_case_rate')}
      />
      <SearchSelect label={t('Second case rate')} description={t('Half of it is paid; leave it empty if there is none.')} {...rate('second_case_rate')} />
    </ClaimFrame>
  );
}
