import { Button, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { formatDateTime, formatPlainDate } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import classes from './Correction.module.css';
import { CorrectionStatus } from './CorrectionStatus';
import { type CorrectionRequest, type Decision, decideCorrection } from './queries';

function Facts({ request }: { request: CorrectionRequest }) {
  const { t } = useTranslation();
  const facts: [string, React.ReactNode][] = [
    [t('Status'), <CorrectionStatus key="status" request={request} />],
    [t('What is wrong'), request.wrong],
    [t('What it should say'), request.wish],
    [t('Asked by'), request.relationship === '' ? request.requester : t('{{name}} ({{relationship}})', { name: request.requester, relationship: request.relationship })],
    [t('Received'), t('{{day}}, written down by {{name}}', { day: formatPlainDate(request.received_on), name: request.written_by_name })],
    [t('To be answered by'), formatPlainDate(request.due_on)],
    ...(request.decided_at === null
      ? []
      : ([
          [t('Answer'), request.answer],
          [t('Answered'), t('{{time}} by {{name}}', { time: formatDateTime(request.decided_at), name: request.decided_by_name })],
        ] satisfies [string, React.ReactNode][])),
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** While nothing is chosen there is no status. */
interface Values {
  status: Decision['status'] | '';
  answer: string;
}

function DecisionForm({ request, onClose }: { request: CorrectionRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: { status: '', answer: '' },
    validate: {
      status: (value) => (value === '' ? t('Choose whether the record was corrected') : null),
      answer: (value) => (value.trim() === '' ? t('Write what the patient is told') : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (decision: Decision, headers) => decideCorrection(request.id, decision, headers),
    done: async ({ patient }) => {
      toast.done(t('The request of {{name}} is answered', { name: patient.name }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['correction_request'] });
    },
    // Somebody else was faster: what stands behind shows the answer.
    failed: (refused) => (refused.conflict ? queryClient.invalidateQueries({ queryKey: ['correction_request'] }) : undefined),
  });
  return (
    <form
      noValidate
      aria-label={t('Answer')}
      onSubmit={form.onSubmit(({ status, answer }) => {
        if (status !== '') submit({ status, answer: answer.trim() });
      })}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
      }}
    >
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <Radio.Group label={t('Decision')} required {...form.getInputProps('status')}>
          <Stack gap={6} mt={4}>
            <Radio value="Corrected" label={t('Corrected')} description={t('The record says now what it should. It is corrected where it stands, by whom it belongs to.')} data-autofocus />
            <Radio value="Refused" label={t('Refused')} description={t('The record stays as it is; the request stays with it.')} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('Answer')}
          description={t('What was corrected, or why not. It is told to the patient.')}
          required
          maxLength={2000}
          autosize
          minRows={2}
          {...form.getInputProps('answer')}
        />
        <div className={classes.acts}>
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Save the answer')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}

/** A request for a correction: what is asked, what came of it, and the answer by those who may give it. */
export function CorrectionDialog({ request, onClose }: { request: CorrectionRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const answers = request.status === 'Open' && can('correction:decide');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('Correction for {{name}}', { name: request.patient.name })}
      closeOnClickOutside={!answers}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Stack gap="md">
        <Facts request={request} />
        {answers ? (
          <DecisionForm request={request} onClose={onClose} />
        ) : (
          <div className={classes.acts}>
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('Close')}
            </Button>
          </div>
        )}
      </Stack>
    </Modal>
  );
}
