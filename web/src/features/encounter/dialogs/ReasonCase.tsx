import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/toast';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { useSubmit } from '@/lib/useSubmit';
import { cancelEncounter, type Encounter, sendBackEncounter } from '../queries';
import { ActDialog } from './ActDialog';
import { type CaseDialogProps, useActDone } from './useActDone';

interface ReasonDialogProps extends CaseDialogProps {
  title: string;
  consequence: string;
  label: string;
  placeholder: string;
  done: string;
  danger?: boolean;
  send: (reason: string, headers: IdempotencyHeaders) => Promise<Encounter>;
}

function ReasonDialog({ opened, onClose, onDone, title, consequence, label, placeholder, done, danger = false, send }: ReasonDialogProps) {
  const { t } = useTranslation();
  const finish = useActDone();
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: (value) => (value.trim() === '' ? t('Write the reason') : null) } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ reason }: { reason: string }, headers) => send(reason, headers),
    done: (encounter) => {
      finish(encounter);
      onDone();
      toast.done(done);
    },
  });
  return (
    <ActDialog opened={opened} title={title} consequence={consequence} label={label} danger={danger} busy={busy} problem={problem} form={form} onSubmit={form.onSubmit(submit)} onClose={onClose}>
      <Textarea label={t('Reason')} required maxLength={1000} placeholder={placeholder} data-autofocus {...form.getInputProps('reason')} />
    </ActDialog>
  );
}

/** Back to the doctor, who reads why. */
export function SendBackCase(props: CaseDialogProps) {
  const { t } = useTranslation();
  const { encounter } = props;
  return (
    <ReasonDialog
      {...props}
      title={t('Send case {{number}} back', { number: encounter.case_number })}
      consequence={t('Returns the case to Pending. {{physician}} and everyone at the bedside see the reason.', {
        physician: encounter.attending_physician_name === '' ? t('The doctor') : encounter.attending_physician_name,
      })}
      label={t('Send back')}
      placeholder={t('What the doctor shall change or add')}
      done={t('Sent back to the doctor')}
      send={(reason, headers) => sendBackEncounter(encounter.id, reason, headers)}
    />
  );
}

/** Closed before anything was billed. */
export function CancelCase(props: CaseDialogProps) {
  const { t } = useTranslation();
  const { encounter } = props;
  return (
    <ReasonDialog
      {...props}
      title={t('Cancel case {{number}}', { number: encounter.case_number })}
      consequence={t('Closes the case for good. Nothing is billed, the record stays readable, and {{name}} can be checked in again.', { name: encounter.patient.name })}
      label={t('Cancel the case')}
      placeholder={t('Left without being seen, registered twice, …')}
      done={t('Case cancelled')}
      danger
      send={(reason, headers) => cancelEncounter(encounter.id, reason, headers)}
    />
  );
}
