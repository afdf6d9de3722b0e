import { Button, Checkbox, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { useSubmit } from '@/lib/useSubmit';
import { formatSize } from '@/shared/files/fileWords';
import classes from './Backups.module.css';
import { type Checked, checkFolder } from './queries';
import type { ScheduleValues } from './useScheduleKind';

const most = 5;

function Answer({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  if (!checked.writable) return <Notice alert tone="red" title={t('No backup can be written there')}>{checked.problem}</Notice>;
  return (
    <Notice alert tone="green" title={t('Backups can be written there')}>
      {checked.free_bytes > 0 ? t('{{size}} are free.', { size: formatSize(checked.free_bytes) }) : undefined}
    </Notice>
  );
}

interface PlaceProps {
  form: UseFormReturnType<ScheduleValues>;
  index: number;
  readOnly: boolean;
}

/** One folder; the server says whether it can write there. */
function Place({ form, index, readOnly }: PlaceProps) {
  const { t } = useTranslation();
  const number = index + 1;
  const folder = (form.values.destinations[index]?.folder ?? '').trim();
  // What was found holds for the path that was asked about.
  const [asked, setAsked] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  const { submit, busy, problem } = useSubmit({ send: (path: string, headers) => checkFolder(path, headers), done: setChecked });
  const check = (): void => {
    setAsked(folder);
    setChecked(null);
    submit(folder);
  };
  return (
    <fieldset className={classes.place}>
      <legend>{index === 0 ? t('Folder 1, also for “Back up now”') : t('Folder {{number}}', { number })}</legend>
      <div className={classes.folder}>
        <TextInput
          className={classes.grow}
          aria-label={t('Path of folder {{number}}', { number })}
          placeholder="/media/stick/talaan"
          maxLength={1000}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps(`destinations.${index}.folder`)}
        />
        {!readOnly && (
          <>
            <Button variant="default" loading={busy} disabled={folder === ''} aria-label={t('Check folder {{number}}', { number })} onClick={check}>
              {t('Check')}
            </Button>
            <Button variant="default" aria-label={t('Take folder {{number}} out', { number })} onClick={() => form.removeListItem('destinations', index)}>
              {t('Take out')}
            </Button>
          </>
        )}
      </div>
      {asked === folder && <FormProblem problem={problem} />}
      {asked === folder && checked !== null && <Answer checked={checked} />}
      <Checkbox
        label={t('The laboratory’s and other files are in each backup')}
        description={t('Without this they stand beside the backups, each only once: a nightly backup is quick, and the folder must be kept together.')}
        {...form.getInputProps(`destinations.${index}.complete`, { type: 'checkbox' })}
      />
    </fieldset>
  );
}

/** Folders into which every scheduled backup goes. */
export function Destinations({ form, readOnly }: { form: UseFormReturnType<ScheduleValues>; readOnly: boolean }) {
  const { t } = useTranslation();
  const { destinations } = form.values;
  return (
    <div className={classes.places}>
      {destinations.map((_, index) => (
        <Place key={index} form={form} index={index} readOnly={readOnly} />
      ))}
      {destinations.length === 0 && (
        <Notice tone="amber" title={t('No folder is named')}>
          {t('Backups go into the data folder of the server. A disk that fails takes the hospital’s data and its backups together: name a stick, a second disk or a folder on another computer.')}
        </Notice>
      )}
      {!readOnly && destinations.length < most && (
        <Button
          variant="default"
          className={classes.add}
          leftSection={<IconFolderPlus size={16} stroke={1.7} />}
          onClick={() => form.insertListItem('destinations', { folder: '', complete: false })}
        >
          {t('Add a folder')}
        </Button>
      )}
    </div>
  );
}
