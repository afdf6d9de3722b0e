import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { RelativeTime } from '@/components/RelativeTime';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useHospital } from '@/lib/hospital';
import { formatDateTime, formatDuration, useNow } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import classes from './Backups.module.css';
import { type Backup, restoreBackup } from './queries';

/** What is known of whether it can be restored. */
function Trust({ backup: { verification, verified_at, finding } }: { backup: Backup }) {
  const { t } = useTranslation();
  if (verification === 'Good') {
    return (
      <Notice tone="green" title={t('It was verified and found good')}>
        {verified_at !== null && <RelativeTime at={verified_at} />}
      </Notice>
    );
  }
  if (verification === 'Bad') {
    return (
      <Notice tone="red" title={t('It was verified and found bad')}>
        <div>{finding}</div>
        <div>{t('Take another one, if there is any. If it is still bad, nothing is restored.')}</div>
      </Notice>
    );
  }
  return (
    <Notice tone="amber" title={t('It was not verified yet')}>
      {t('It is checked before anything is touched; if something is wrong with it, the hospital goes on as it is.')}
    </Notice>
  );
}

interface Values {
  hospital_name: string;
  passphrase: string;
}

/** Puts a backup in the place of all that is there now, once the hospital's name was typed. */
export function RestoreBackup({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const name = useHospital()?.name;
  const now = useNow();
  const moment = formatDateTime(backup.started_at);
  const form = useForm<Values>({
    initialValues: { hospital_name: '', passphrase: '' },
    validate: { hospital_name: isNotEmpty(t('Type the hospital’s name')) },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ hospital_name, passphrase }: Values, headers) =>
      restoreBackup(backup.id, { hospital_name: hospital_name.trim(), ...(passphrase === '' ? {} : { passphrase }) }, headers),
    done: () => {
      toast.done(t('The backup is being checked; then it is restored'));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['backup'] });
    },
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('Restore the backup of {{time}}', { time: moment })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <div>
            {t('It takes the place of everything that is there now. It is {{age}} old.', { age: formatDuration(now - Date.parse(backup.started_at)) })}
          </div>
          <Trust backup={backup} />
          <ul className={classes.effects}>
            <li>{t('What was entered since {{time}} is gone from every station, and must be entered again from paper.', { time: moment })}</li>
            <li>{t('First the backup is checked, while everybody goes on working. Then the hospital is closed for a moment.')}</li>
            <li>{t('Everybody is signed out, and signs in again with the password of that moment.')}</li>
            <li>{t('A safety copy of what is there now is kept in the data folder of the server.')}</li>
          </ul>
          {(backup.encrypted || form.errors['passphrase'] !== undefined) && (
            <PasswordInput
              label={t('Passphrase')}
              description={t('Only if the backup was made with another one than is set now.')}
              autoComplete="off"
              maxLength={200}
              visibilityToggleButtonProps={{ 'aria-label': t('Show the passphrase') }}
              {...form.getInputProps('passphrase')}
            />
          )}
          <TextInput
            label={t('Hospital’s name')}
            description={name === undefined || name === '' ? t('To confirm, type it exactly as it is set.') : t('To confirm, type it exactly as it is set: {{name}}', { name })}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            required
            data-autofocus
            {...form.getInputProps('hospital_name')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy} color="red.9">
              {t('Restore')}
            </SubmitButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
