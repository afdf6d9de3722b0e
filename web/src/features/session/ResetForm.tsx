import { Button, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { useSubmit } from '@/lib/useSubmit';
import { NewPasswordFields } from '@/shared/account/NewPasswordFields';
import { type NewPassword, newPasswordRules } from '@/shared/account/password';
import { redeemReset } from './queries';

interface Values extends NewPassword {
  user_id: string;
  code: string;
}

/** Who has forgotten the password chooses a new one, with the one-time code that an administrator gave. */
export function ResetForm({ onDone, onCancel }: { onDone: (userId: string) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const form = useForm<Values>({
    initialValues: { user_id: '', code: '', new_password: '', again: '' },
    validate: {
      user_id: isNotEmpty(t('Enter your user id')),
      code: isNotEmpty(t('Enter the code')),
      ...newPasswordRules(t),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: async ({ user_id, code, new_password }: Values, headers) => {
      const userId = user_id.trim();
      await redeemReset({ user_id: userId, code: code.trim(), new_password }, headers);
      return userId;
    },
    done: onDone,
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <TextInput label={t('User id')} autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus {...form.getInputProps('user_id')} />
        <TextInput
          label={t('Code')}
          description={t('The one-time code that an administrator gave you.')}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={60}
          required
          {...form.getInputProps('code')}
        />
        <NewPasswordFields chosen={form.getInputProps('new_password')} again={form.getInputProps('again')} />
        <SubmitButton busy={busy} fullWidth mt={4}>
          {t('Set the new password')}
        </SubmitButton>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t('Back')}
        </Button>
      </Stack>
    </form>
  );
}
