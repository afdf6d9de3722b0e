import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from './FormProblem';
import { SubmitButton } from './SubmitButton';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { useSubmit } from '@/lib/useSubmit';

interface ReasonDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, in words. */
  children: React.ReactNode;
  confirmLabel: string;
  placeholder?: string;
  /** It takes nothing away. */
  gentle?: boolean;
  /** Puts before the form what must be in order first. */
  gate?: (form: React.ReactNode) => React.ReactNode;
  send: (reason: string, headers: IdempotencyHeaders) => Promise<unknown>;
  onDone: () => unknown;
  onClose: () => void;
}

/** Does what stays on record, for a written reason. */
export function ReasonDialog({ opened, title, gate, onClose, ...rest }: ReasonDialogProps) {
  const { t } = useTranslation();
  const form = <ReasonForm {...rest} onClose={onClose} />;
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('Close') }}>
      {gate === undefined ? form : gate(form)}
    </Modal>
  );
}

function ReasonForm({ children, confirmLabel, placeholder, gentle = false, send, onDone, onClose }: Omit<ReasonDialogProps, 'opened' | 'title' | 'gate'>) {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: isNotEmpty(t('Write the reason')) },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: { reason: string }, headers) => send(values.reason.trim(), headers),
    done: onDone,
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <div>{children}</div>
        <Textarea
          label={t('Reason')}
          placeholder={placeholder}
          maxLength={1000}
          required
          data-autofocus
          key={form.key('reason')}
          {...form.getInputProps('reason')}
          onKeyDown={(event) => {
            // A reason is one line: Enter goes on, Shift with Enter breaks the line.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy} {...(gentle ? {} : { color: 'red.8' })}>
            {confirmLabel}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
