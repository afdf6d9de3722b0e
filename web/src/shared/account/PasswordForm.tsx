import { PasswordInput, Stack } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { useSubmit } from '@/lib/useSubmit';

interface PasswordFormProps<R> {
  submitLabel: string;
  danger?: boolean;
  fullWidth?: boolean;
  send: (password: string) => Promise<R>;
  onDone: (result: R) => unknown;
  /** What stands above the field. */
  children?: React.ReactNode;
}

/** Asks for the password before an act that a stranger at an open page must not do. */
export function PasswordForm<R>({ submitLabel, danger = false, fullWidth = false, send, onDone, children }: PasswordFormProps<R>) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { password: '' }, validate: { password: isNotEmpty(t('Enter your password')) } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ password }: { password: string }) => send(password),
    done: onDone,
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm" maw={400}>
        <FormProblem problem={problem} form={form} />
        {children}
        <PasswordInput
          label={t('Your password')}
          autoComplete="current-password"
          required
          data-autofocus
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          {...form.getInputProps('password')}
        />
        <SubmitButton busy={busy} color={danger ? 'red.8' : undefined} fullWidth={fullWidth} style={fullWidth ? undefined : { alignSelf: 'flex-end' }}>
          {submitLabel}
        </SubmitButton>
      </Stack>
    </form>
  );
}
