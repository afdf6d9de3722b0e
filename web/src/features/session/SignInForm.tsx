import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lockedHere, sessionEnded } from '@/api/connection';
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

interface Values {
  user_id: string;
  password: string;
  code: string;
}

/**
 * User id and password, and then the code of the second factor from who has one. After a wrong password the user id
 * stays, and the password is ready to be typed anew.
 */
export function SignInForm({ userId = '', onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [codeAsked, setCodeAsked] = useState(false);
  const [recovering, setRecovering] = useState(false);
  const form = useForm<Values>({
    initialValues: { user_id: userId, password: '', code: '' },
    validate: {
      user_id: isNotEmpty(t('Enter your user id')),
      password: isNotEmpty(t('Enter your password')),
      code: (value) => (codeAsked && value.trim() === '' ? t('Enter the code') : null),
    },
  });
  const again = (): void => {
    setCodeAsked(false);
    setRecovering(false);
    form.setValues({ password: '', code: '' });
    form.getInputNode('password')?.focus();
  };

  const { submit, busy, problem, clearProblem } = useSubmit({
    form,
    send: async ({ user_id, password, code }: Values) => {
      await signIn({ user_id: user_id.trim(), password, ...(codeAsked ? { code: code.replaceAll(/\s/g, '') } : {}) });
      return queryClient.query({ ...meQuery, staleTime: 0 });
    },
    done: (me) => {
      sessionEnded.set(false);
      lockedHere.set(false);
      onSignedIn?.(me);
    },
    failed: (refused) => {
      if (refused.codeNeeded) {
        setCodeAsked(true);
        form.setFieldValue('code', '');
        // Being asked for it the first time is no complaint.
        if (codeAsked) {
          form.setErrors(refused.fieldErrors());
        } else {
          clearProblem();
          form.clearErrors();
        }
      } else if (!refused.transient) {
        again();
      }
    },
  });

  if (codeAsked) {
    return (
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <TextInput
            key={recovering ? 'recovery' : 'code'}
            label={recovering ? t('Recovery code') : t('Code')}
            description={recovering ? t('One of the codes that you kept when you set up the second factor. Each is good once.') : t('The six digits that the authenticator app on your phone shows now.')}
            inputMode={recovering ? 'text' : 'numeric'}
            autoComplete={recovering ? 'off' : 'one-time-code'}
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={30}
            data-autofocus
            autoFocus
            {...form.getInputProps('code')}
          />
          <SubmitButton busy={busy} fullWidth mt={4}>
            {t('Sign in')}
          </SubmitButton>
          <Button
            variant="subtle"
            onClick={() => {
              form.setFieldValue('code', '');
              form.clearErrors();
              setRecovering(!recovering);
            }}
          >
            {recovering ? t('Use the code of the app') : t('Use a recovery code instead')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              clearProblem();
              again();
            }}
          >
            {t('Back')}
          </Button>
        </Stack>
      </form>
    );
  }
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
