import { Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionEnded } from '@/api/connection';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { useSubmit } from '@/lib/useSubmit';
import { type FirstRun, firstRun } from './queries';

/** The first hospital and its first administrator. */
export function FirstRunForm() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm<FirstRun>({
    mode: 'uncontrolled',
    initialValues: { hospital_name: '', given_name: '', family_name: '', user_id: '', password: '' },
    validate: {
      hospital_name: isNotEmpty(t('Enter the name of the hospital')),
      given_name: isNotEmpty(t('Enter your given name')),
      family_name: isNotEmpty(t('Enter your family name')),
      user_id: isNotEmpty(t('Choose a user id')),
      password: isNotEmpty(t('Choose a password')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: firstRun,
    done: async () => {
      sessionEnded.set(false);
      await queryClient.resetQueries();
    },
  });

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <TextInput label={t('Name of the hospital')} autoFocus required key={form.key('hospital_name')} {...form.getInputProps('hospital_name')} />
        <Group grow gap="sm" align="flex-start">
          <TextInput label={t('Given name')} autoComplete="given-name" required key={form.key('given_name')} {...form.getInputProps('given_name')} />
          <TextInput label={t('Family name')} autoComplete="family-name" required key={form.key('family_name')} {...form.getInputProps('family_name')} />
        </Group>
        <TextInput
          label={t('User id')}
          description={t('What you type to sign in: small letters, digits, dot, dash.')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          key={form.key('user_id')}
          {...form.getInputProps('user_id')}
        />
        <PasswordInput
          label={t('Password')}
          description={t('At least 10 characters; a sentence is easy to remember.')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          required
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <SubmitButton busy={busy} fullWidth mt={4}>
          {t('Set up and sign in')}
        </SubmitButton>
      </Stack>
    </form>
  );
}
