import { PasswordInput, Stack } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { useSubmit } from '@/lib/useSubmit';
import { NewPasswordFields } from './NewPasswordFields';
import { type NewPassword, newPasswordRules } from './password';
import { changePassword } from './queries';

interface Values extends NewPassword {
  current_password: string;
}

interface ChangePasswordFormProps {
  userId: string;
  submitLabel: string;
  /** The form stands alone, and takes the cursor. */
  alone?: boolean;
  onDone: () => unknown;
}

/** One's own password, changed by who knows the present one. The user's other sessions end. */
export function ChangePasswordForm({ userId, submitLabel, alone = false, onDone }: ChangePasswordFormProps) {
  const { t } = useTranslation();
  const form = useForm<Values>({
    initialValues: { current_password: '', new_password: '', again: '' },
    validate: { current_password: isNotEmpty(t('Enter your present password')), ...newPasswordRules(t) },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ current_password, new_password }: Values, headers) => changePassword({ current_password, new_password }, headers),
    done: () => {
      form.reset();
      return onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm" maw={400}>
        <FormProblem problem={problem} form={form} />
        {/* Tells a password manager whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={userId} readOnly hidden />
        <PasswordInput
          label={t('Present password')}
          autoComplete="current-password"
          required
          data-autofocus={alone || undefined}
          autoFocus={alone}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          {...form.getInputProps('current_password')}
        />
        <NewPasswordFields chosen={form.getInputProps('new_password')} again={form.getInputProps('again')} />
        <SubmitButton busy={busy} fullWidth={alone} mt={4} style={alone ? undefined : { alignSelf: 'flex-start' }}>
          {submitLabel}
        </SubmitButton>
      </Stack>
    </form>
  );
}
