import { PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionEnded } from '@/api/connection';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { type Me, meQuery } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { signIn } from './queries';

interface SignInFormProps {
  /** Filled in beforehand when the same person is expected back. */
  userId?: string;
  onSignedIn?: (me: Me) => void;
}

/** User id and password. After a wrong password the user id stays, and the password is ready to be typed anew. */
export function SignInForm({ userId = '', onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { user_id: userId, password: '' },
    validate: {
      user_id: isNotEmpty(t('Enter your user id')),
      password: isNotEmpty(t('Enter your password')),
    },
  });

  const { submit, busy, problem } = useSubmit({
    form,
    send: async (values: { user_id: string; password: string }) => {
      await signIn({ user_id: values.user_id.trim(), password: values.password });
      return queryClient.query({ ...meQuery, staleTime: 0 });
    },
    done: (me) => {
      sessionEnded.set(false);
      onSignedIn?.(me);
    },
    failed: () => {
      form.setFieldValue('password', '');
      form.getInputNode('password')?.focus();
    },
  });

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <TextInput
          label={t('User id')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus={userId === '' || undefined}
          autoFocus={userId === ''}
          {...form.getInputProps('user_id')}
        />
        <PasswordInput
          label={t('Password')}
          autoComplete="current-password"
          data-autofocus={userId !== '' || undefined}
          autoFocus={userId !== ''}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          {...form.getInputProps('password')}
        />
        <SubmitButton busy={busy} fullWidth mt={4}>
          {t('Sign in')}
        </SubmitButton>
      </Stack>
    </form>
  );
}
