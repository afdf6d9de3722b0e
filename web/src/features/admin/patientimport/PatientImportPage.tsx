import { Button, Checkbox, Radio, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { useSubmit } from '@/lib/useSubmit';
import { ListFrame } from '../record/ListFrame';
import { ChooseFile } from './ChooseFile';
import classes from './Import.module.css';
import { ImportResult } from './ImportResult';
import { importFieldWords, MappingTable } from './MappingTable';
import { type Choices, importPatients, type Preview, previewImport, type Report } from './queries';

const formats = ['YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY'];
const mostBytes = 20 * 1024 * 1024;

/** The format of days in the column that is the birth date, when the column itself tells. */
function proposedFormat(preview: Preview, mapping: string[]): string {
  const found = preview.columns[mapping.indexOf('date_of_birth')]?.date_formats ?? [];
  return found.length === 1 ? (found[0] ?? '') : '';
}

/** Patients of another system from a CSV file: what its columns are, a trial that changes nothing, then all in one act. */
export function PatientImportPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [mapping, setMapping] = useState<string[]>([]);
  const [format, setFormat] = useState('');
  const [duplicates, setDuplicates] = useState<Choices['duplicates']>('skip');
  const [skipRefused, setSkipRefused] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const [asking, setAsking] = useState(false);

  const choices = (dry_run: boolean): Choices => ({ mapping, date_format: format, duplicates, skip_refused: skipRefused, dry_run });
  const look = useSubmit({
    send: (chosen: File, headers) => previewImport(chosen, headers),
    done: (found, chosen) => {
      const proposed = found.columns.map((column) => column.field);
      // Who chooses the mended file again keeps what was chosen for its columns.
      const same = preview !== null && preview.columns.length === found.columns.length && preview.columns.every((column, index) => column.name === found.columns[index]?.name);
      setFile(chosen);
      setPreview(found);
      if (same) return;
      setMapping(proposed);
      setFormat(proposedFormat(found, proposed));
    },
  });
  const trial = useSubmit({ send: (chosen: File, headers) => importPatients(chosen, choices(true), headers), done: setReport });
  const real = useSubmit({
    send: (chosen: File, headers) => importPatients(chosen, choices(false), headers),
    done: async (done) => {
      setAsking(false);
      setReport(done);
      await queryClient.invalidateQueries({ queryKey: ['patient'] });
    },
  });
  const busy = look.busy || trial.busy || real.busy;
  const choose = (chosen: File): void => {
    setReport(null);
    trial.clearProblem();
    setTooLarge(chosen.size > mostBytes ? chosen.name : '');
    if (chosen.size <= mostBytes) look.submit(chosen);
  };
  /** A trial tells of what was chosen then. */
  const changed = (): void => setReport(null);

  const finished = report?.dry_run === false;
  const missing = preview?.fields.filter((field) => field.required && !mapping.includes(field.name)).map((field) => t(importFieldWords(field.name))) ?? [];
  const needsFormat = mapping.includes('date_of_birth');
  const advice = missing.length > 0 ? t('Choose a column for: {{fields}}', { fields: missing.join(', ') }) : needsFormat && format === '' ? t('Choose how the file writes birth dates') : '';
  const blocked = report !== null && report.refused > 0 && !skipRefused;
  return (
    <ListFrame title={t('Import patients')} words={t('Patients of another system, from a table that was saved as CSV.')}>
      <div className={classes.page}>
        {!finished && <ChooseFile name={file?.name} busy={look.busy} onChoose={choose} />}
        {tooLarge !== '' && <Notice alert tone="red" title={t('{{name}} is larger than 20 MB. Split it into several files.', { name: tooLarge })} />}
        <FormProblem problem={look.problem} />
        {preview !== null && file !== null && !finished && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (advice === '' && !busy) trial.submit(file);
            }}
          >
            <SectionCard title={t('What the columns are')} note={t('{{count}} rows', { count: preview.rows }) + ` · ${preview.encoding} · ${t(preview.delimiter)}`}>
              <MappingTable
                preview={preview}
                mapping={mapping}
                onChange={(next) => {
                  if (next.indexOf('date_of_birth') !== mapping.indexOf('date_of_birth')) setFormat(proposedFormat(preview, next));
                  setMapping(next);
                  changed();
                }}
              />
              <div className={classes.choices}>
                {needsFormat && (
                  <Radio.Group
                    label={t('Birth dates are written')}
                    value={format}
                    onChange={(value) => {
                      setFormat(value);
                      changed();
                    }}
                  >
                    <Stack gap={6} mt={6}>
                      {formats.map((each) => (
                        <Radio key={each} value={each} label={each} />
                      ))}
                    </Stack>
                  </Radio.Group>
                )}
                <Radio.Group
                  label={t('Who resembles a patient: same name, and birth date or phone')}
                  value={duplicates}
                  onChange={(value) => {
                    setDuplicates(value === 'add' ? 'add' : 'skip');
                    changed();
                  }}
                >
                  <Stack gap={6} mt={6}>
                    <Radio value="skip" label={t('is left out and listed')} />
                    <Radio value="add" label={t('is added anyway')} />
                  </Stack>
                </Radio.Group>
              </div>
              {!mapping.includes('old_number') && (
                <Notice tone="amber" title={t('No column is the number in the old system')}>
                  {t('Without it, importing the file again finds only those whose birth date or phone is known.')}
                </Notice>
              )}
              <div className={classes.row}>
                <SubmitButton busy={trial.busy}>
                  {t('Try without saving')}
                </SubmitButton>
                <span className="soft" role="status">
                  {trial.busy ? t('Reading {{count}} rows', { count: preview.rows }) : advice}
                </span>
              </div>
            </SectionCard>
          </form>
        )}
        <FormProblem problem={trial.problem} />
        {report !== null && (
          <SectionCard title={finished ? t('Imported') : t('The trial')}>
            <ImportResult report={report} />
            <div className={classes.row}>
              {finished ? (
                <Button renderRoot={(props) => <Link {...props} to="/patients" />}>{t('Go to the patients')}</Button>
              ) : (
                <>
                  {report.refused > 0 && <Checkbox checked={skipRefused} onChange={(event) => setSkipRefused(event.currentTarget.checked)} label={t('Leave out the refused rows')} />}
                  <Button disabled={blocked || report.added === 0} onClick={() => setAsking(true)}>
                    {t('Import {{count}} patients', { count: report.added })}
                  </Button>
                </>
              )}
            </div>
          </SectionCard>
        )}
        {file !== null && report !== null && (
          <ConfirmDialog
            opened={asking}
            title={t('Import patients')}
            confirmLabel={t('Import {{count}} patients', { count: report.added })}
            onConfirm={() => real.submit(file)}
            onClose={() => setAsking(false)}
            busy={real.busy}
            problem={real.problem}
          >
            {real.busy ? t('They are being added; this may take a minute.') : t('All are added in one act. It cannot be undone as a whole; make a backup first.')}
          </ConfirmDialog>
        )}
      </div>
    </ListFrame>
  );
}
