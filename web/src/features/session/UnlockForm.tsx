import { Button, PasswordInput, Stack } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lockedHere } from '@/api/connection';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import { meQuery } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { unlockSession } from './queries';

function useUnlocked(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.query({ ...meQuery, staleTime: 0 });
    lockedHere.set(false);
  };
}

function PinForm({ onRefused, onPassword }: { onRefused: () => void; onPassword: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { pin: '' }, validate: { pin: isNotEmpty(t('Enter your PIN')) } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ pin }: { pin: string }) => unlockSession({ pin }),
    done: useUnlocked(),
    failed: (refused) => {
      if (refused.transient) return;
      form.setFieldValue('pin', '');
      form.setErrors(refused.fieldErrors());
      if (refused.passwordNeeded) onRefused();
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <PasswordInput
          label={t('PIN')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          data-autofocus
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('Show the PIN') }}
          {...form.getInputProps('pin')}
        />
        <SubmitButton busy={busy} fullWidth mt={4}>
          {t('Unlock')}
        </SubmitButton>
        <Button variant="subtle" onClick={onPassword}>
          {t('Use the password')}
        </Button>
      </Stack>
    </form>
  );
}

function UnlockByPassword({ userId }: { userId: string }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { password: '' }, validate: { password: isNotEmpty(t('Enter your password')) } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ password }: { password: string }) => unlockSession({ password }),
    done: useUnlocked(),
    failed: (refused) => {
      if (refused.transient) return;
      form.setFieldValue('password', '');
      form.setErrors(refused.fieldErrors());
    },
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <input type="text" name="username" autoComplete="username" value={userId} readOnly hidden />
        <PasswordInput
          label={t('Password')}
          autoComplete="current-password"
          data-autofocus
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          {...form.getInputProps('password')}
        />
        <SubmitButton busy={busy} fullWidth mt={4}>
          {t('Unlock')}
        </SubmitButton>
      </Stack>
    </form>
  );
}

/** Opens the locked session again, by the PIN where one is set, or by the password. */
export function UnlockForm({ hasPin, userId }: { hasPin: boolean; userId: string }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'pin' | 'password' | 'refused'>(hasPin ? 'pin' : 'password');
  if (by === 'pin') return <PinForm onRefused={() => setBy('refused')} onPassword={() => setBy('password')} />;
  return (
    <>
      {by === 'refused' && <Notice alert tone="amber" title={t('The PIN does not unlock any more. Use your password.')} />}
      <UnlockByPassword userId={userId} />
    </>
  );
}
