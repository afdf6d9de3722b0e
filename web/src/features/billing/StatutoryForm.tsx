import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { useSubmit } from '@/lib/useSubmit';
import { ClaimFrame } from './ClaimFrame';
import { type ClaimFormProps, reasonOf } from './claims';
import { claimStatutory } from './queries';

/** The discount of a senior citizen or a person with disability, on the strength of a card that was shown. */
export function StatutoryForm({ kind, bill, patient, onEntered, onClose }: ClaimFormProps & { kind: 'senior' | 'pwd' }) {
  const { t } = useTranslation();
  const stored = kind === 'senior' ? patient?.senior_id : patient?.pwd_id;
  const form = useForm({
    initialValues: { id_type: kind === 'senior' ? 'OSCA ID' : 'PWD ID', id_number: stored ?? '', reason: '' },
    validate: {
      id_type: (value) => (value.trim() === '' ? t('Enter which card was shown') : null),
      id_number: (value) => (value.trim() === '' ? t('Enter the number on the card') : null),
      reason: (value) => (bill.final && value.trim() === '' ? t('Write the reason') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ id_type, id_number, reason }: typeof form.values, headers) =>
      claimStatutory(bill.id, { kind, id_type: id_type.trim(), id_number: id_number.trim(), ...reasonOf(reason) }, headers),
    done: onEntered,
  });
  const hasOther = bill.entitlements.some((each) => (each.kind === 'senior' || each.kind === 'pwd') && each.withdrawn === null);
  return (
    <ClaimFrame bill={bill} form={form} busy={busy} problem={problem} onSubmit={form.onSubmit(submit)} onClose={onClose} reason={bill.final ? form.getInputProps('reason') : null}>
      {hasOther ? (
        <Notice tone="blue" title={t('One discount by law, even for who is both senior citizen and PWD')}>
          {t('Both cards can be entered; the senior citizen’s counts.')}
        </Notice>
      ) : (
        <div className="soft">{t('Takes the VAT off what is VATable, then 20% off every charge.')}</div>
      )}
      <TextInput label={t('Which card')} required maxLength={60} autoComplete="off" {...form.getInputProps('id_type')} />
      <TextInput
        label={t('Number on the card')}
        description={stored === undefined || stored === '' || form.values.id_number !== stored ? undefined : t('From the patient’s record; compare it with the card.')}
        required
        maxLength={60}
        autoComplete="off"
        data-autofocus
        autoFocus
        {...form.getInputProps('id_number')}
      />
    </ClaimFrame>
  );
}
