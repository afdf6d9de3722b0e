import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import classes from './Backups.module.css';
import { makeBackup, type Schedule } from './queries';

interface Values {
  note: string;
  /** Place in the list of destinations. */
  where: string;
}

/** Makes a backup now, with a note of what for, into one of the folders of the settings. */
export function MakeBackup({ schedule, onClose }: { schedule: Schedule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const destinations = schedule?.destinations ?? [];
  const form = useForm<Values>({ initialValues: { note: '', where: '0' } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ note, where }: Values, headers) => {
      const destination = destinations[Number(where)];
      return makeBackup({ note: note.trim(), ...(destination === undefined ? {} : { destination }) }, headers);
    },
    done: () => {
      toast.done(t('The backup begins within seconds'));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['backup'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('Back up now')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <div>{t('Everything of this moment goes into one file. Everybody can go on working meanwhile.')}</div>
          <Textarea label={t('Note')} description={t('What it is for, if there is a reason.')} placeholder={t('Before the move to the new computer')} maxLength={500} autosize minRows={2} data-autofocus {...form.getInputProps('note')} />
          {destinations.length > 1 && (
            <Radio.Group label={t('Where to')} {...form.getInputProps('where')}>
              <div className={classes.places}>
                {destinations.map(({ folder }, index) => (
                  <Radio key={index} value={String(index)} label={<span className={classes.path}>{folder}</span>} />
                ))}
              </div>
            </Radio.Group>
          )}
          {destinations.length === 1 && <div className="soft">{t('It goes to {{folder}}.', { folder: destinations[0]?.folder })}</div>}
          {schedule?.destinations.length === 0 && <div className="soft">{t('It goes into the data folder of the server, because the settings name no other folder.')}</div>}
          {schedule !== undefined && (
            <div className="soft">{schedule.passphrase_is_kept ? t('It is encrypted with the passphrase.') : t('It is not encrypted: whoever holds the file can read it.')}</div>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy}>{t('Back up')}</SubmitButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
