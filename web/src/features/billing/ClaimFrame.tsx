import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import type { FieldForm } from '@/lib/useSubmit';
import type { Bill } from './queries';

interface ClaimFrameProps {
  bill: Bill;
  form: FieldForm;
  busy: boolean;
  problem: Problem | null;
  onSubmit: (event?: React.SyntheticEvent<HTMLFormElement>) => void;
  onClose: () => void;
  /** The properties of the field for the reason, where one must be written: on a final bill, and for what is not the law's. */
  reason: React.ComponentProps<typeof Textarea> | null;
  children: React.ReactNode;
}

/** Around the fields of a claim: what went wrong, the reason where one is needed, and the buttons. */
export function ClaimFrame({ bill, form, busy, problem, onSubmit, onClose, reason, children }: ClaimFrameProps) {
  const { t } = useTranslation();
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        {children}
        {reason !== null && (
          <Textarea
            label={t('Reason')}
            description={bill.final ? t('The bill is final, so the change is kept with a reason.') : undefined}
            required
            maxLength={1000}
            autosize
            minRows={1}
            {...reason}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Enter')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
