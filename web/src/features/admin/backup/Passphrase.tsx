import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import classes from './Backups.module.css';
import { readSchedule, replaceSchedule, type Schedule } from './queries';

const shortest = 12;

/** The rest of the settings stays as it is now, whoever changed it meanwhile. */
const sendPassphrase = async (passphrase: string): Promise<Schedule> => replaceSchedule(await readSchedule(), { passphrase });

interface Values {
  passphrase: string;
  again: string;
}

interface DialogProps {
  /** Whether one is set already. */
  kept: boolean;
  onDone: (saved: Schedule) => void;
  onClose: () => void;
}

function SetPassphrase({ kept, onDone, onClose }: DialogProps) {
  const { t } = useTranslation();
  const form = useForm<Values>({
    initialValues: { passphrase: '', again: '' },
    validate: {
      passphrase: (value) => (value.length < shortest ? t('At least {{count}} letters', { count: shortest }) : null),
      again: (value, values) => (value === values.passphrase ? null : t('The two do not match')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ passphrase }: Values) => sendPassphrase(passphrase),
    done: (saved) => {
      toast.done(t('Backups are encrypted from now on'));
      onDone(saved);
    },
  });
  const field = { autoComplete: 'new-password', maxLength: 200, required: true, visibilityToggleButtonProps: { 'aria-label': t('Show the passphrase') } };
  return (
    <Modal opened onClose={onClose} title={kept ? t('Change the passphrase') : t('Set a passphrase')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <Notice tone="amber" title={t('Without it nobody can read a backup')}>
            {t('Write it on paper and keep it apart from the backups and from this computer. The page never shows it again.')}
            {kept && ` ${t('Older backups keep the one they were made with: keep that too.')}`}
          </Notice>
          <PasswordInput {...field} label={t('New passphrase')} description={t('At least {{count}} letters: several words that do not belong together.', { count: shortest })} data-autofocus {...form.getInputProps('passphrase')} />
          <PasswordInput {...field} label={t('The new passphrase again')} {...form.getInputProps('again')} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy}>{kept ? t('Change') : t('Set')}</SubmitButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemovePassphrase({ onDone, onClose }: Omit<DialogProps, 'kept'>) {
  const { t } = useTranslation();
  const { submit, busy, problem } = useSubmit({
    send: () => sendPassphrase(''),
    done: (saved) => {
      toast.done(t('Backups are not encrypted any more'));
      onDone(saved);
    },
  });
  return (
    <ConfirmDialog opened danger title={t('Remove the passphrase?')} confirmLabel={t('Remove')} busy={busy} problem={problem} onConfirm={() => submit(undefined)} onClose={onClose}>
      {t('Whoever holds a backup from now on can read all of it. Older backups stay encrypted and need the passphrase they were made with.')}
    </ConfirmDialog>
  );
}

/** Whether backups are encrypted. The passphrase itself is never shown. */
export function Passphrase({ schedule, onSaved }: { schedule: Schedule; onSaved: (saved: Schedule) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<'set' | 'remove' | null>(null);
  const kept = schedule.passphrase_is_kept;
  const dialog = {
    onClose: () => setOpen(null),
    onDone: (saved: Schedule) => {
      setOpen(null);
      onSaved(saved);
    },
  };
  return (
    <SectionCard title={t('Passphrase')}>
      <p className={classes.words}>
        {kept
          ? t('Backups are encrypted. Without the passphrase nobody can read them: it must be kept elsewhere too, apart from the backups and from this computer.')
          : t('None: whoever finds a backup can read all of it, also the program’s secret. With a passphrase a lost stick is no harm, but without the passphrase nobody can read the backup.')}
      </p>
      {can('backup-settings:write') && (
        <div className={classes.acts}>
          <Button variant="default" onClick={() => setOpen('set')}>
            {kept ? t('Change the passphrase') : t('Set a passphrase')}
          </Button>
          {kept && (
            <Button variant="default" onClick={() => setOpen('remove')}>
              {t('Remove the passphrase')}
            </Button>
          )}
        </div>
      )}
      {open === 'set' && <SetPassphrase kept={kept} {...dialog} />}
      {open === 'remove' && <RemovePassphrase {...dialog} />}
    </SectionCard>
  );
}
