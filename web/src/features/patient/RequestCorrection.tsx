import { Button, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { dayOf, formatPlainDate, useNow } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import type { Patient } from '@/shared/patientQueries';
import { type CorrectionDraft, requestCorrection } from '@/shared/privacy/queries';
import classes from './Rights.module.css';

/** Writes down what a patient, or somebody for them, says is wrong in the record. */
export function RequestCorrection({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const today = dayOf(useNow());
  const form = useForm<CorrectionDraft>({
    initialValues: { wrong: '', wish: '', requester: patient.name, relationship: '', received_on: today },
    validate: {
      wrong: (value) => (value.trim() === '' ? t('Write what is said to be wrong') : null),
      requester: (value) => (value.trim() === '' ? t('Write who asks') : null),
      received_on: (value) => (value > today ? t('The request cannot come later than today') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (draft: CorrectionDraft, headers) => requestCorrection(patient.id, draft, headers),
    done: async (request) => {
      toast.done(t('The request is written down. It is to be answered by {{day}}.', { day: formatPlainDate(request.due_on) }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['correction_request'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('Request a correction')} closeOnClickOutside={!form.isDirty()} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form
        noValidate
        onSubmit={form.onSubmit(submit)}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
        }}
      >
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <div>{t('The record itself stays as it is. Whoever answers for the records decides, and the answer is told to the patient.')}</div>
          <Textarea
            label={t('What is wrong')}
            placeholder={t('The birthday in the record is not mine')}
            required
            maxLength={2000}
            autosize
            minRows={2}
            data-autofocus
            {...form.getInputProps('wrong')}
          />
          <Textarea label={t('What it should say')} placeholder={t('1 May 1980, as in the birth certificate')} maxLength={2000} autosize minRows={2} {...form.getInputProps('wish')} />
          <div className={classes.pair}>
            <TextInput label={t('Asked by')} required maxLength={160} autoComplete="off" {...form.getInputProps('requester')} />
            <TextInput label={t('Relationship')} placeholder={t('The patient')} maxLength={80} autoComplete="off" {...form.getInputProps('relationship')} />
          </div>
          <TextInput label={t('Received on')} type="date" max={today} className={classes.day ?? ''} {...form.getInputProps('received_on')} />
          <div className={classes.acts}>
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy}>{t('Write it down')}</SubmitButton>
          </div>
        </Stack>
      </form>
      <UnsavedGuard when={form.isDirty()} />
    </Modal>
  );
}
