import { Button, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { type Choices, ClashChoice } from '@/components/ClashChoice';
import { FormProblem } from '@/components/FormProblem';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import type { Clash } from '@/lib/saveRecord';
import { useFirstField } from '@/lib/useFirstField';
import { useSubmit } from '@/lib/useSubmit';
import { AlbumDrafts } from '@/shared/files/AlbumDrafts';
import { useUploads } from '@/shared/files/useUploads';
import type { Lab, LabTest } from '@/shared/lab/queries';
import { completeOn } from './complete';
import { labKind, type LabValues, labValues } from './kind';
import { labTestQuery } from './queries';
import { ResultFields, type ResultValues } from './ResultFields';
import classes from './Result.module.css';
import { checkRows, filledRows, placeRows, rowsOf, withTemplate } from './rows';
import { useSavedLab } from './useSavedLab';

interface CompleteResultProps {
  lab: Lab;
  onClose: () => void;
}

/** The result of a requested test: in words, in values, with its files, sent together. */
export function CompleteResult({ lab, onClose }: CompleteResultProps) {
  const test = useQuery(labTestQuery(lab.test_type));
  if (test.isPending) return <Skeleton height={420} radius={8} />;
  return <CompleteForm lab={lab} test={test.data ?? null} onClose={onClose} />;
}

interface Attempt {
  base: Lab;
  values: ResultValues;
}

function CompleteForm({ lab, test, onClose }: CompleteResultProps & { test: LabTest | null }) {
  const { t } = useTranslation();
  const kind = labKind(t);
  const keep = useSavedLab();
  const uploads = useUploads();
  const firstField = useFirstField();
  const [base, setBase] = useState(lab);
  const [clash, setClash] = useState<Clash<Lab, LabValues> | null>(null);
  const [choices, setChoices] = useState<Choices>({});
  const form = useForm<ResultValues>({
    initialValues: { result_summary: lab.result_summary, values: lab.values.length === 0 && test !== null ? withTemplate([], test) : rowsOf(lab.values) },
    validate: (values) => ({
      ...(values.result_summary.trim() === '' ? { result_summary: t('Write the result in words') } : {}),
      ...Object.fromEntries(Object.entries(checkRows(values.values)).map(([path, words]) => [path, t(words)])),
    }),
  });

  const { submit, busy, problem } = useSubmit({
    form,
    send: async ({ base: opened, values }: Attempt, headers) => {
      const albums = await uploads.ready();
      const { rows, places } = filledRows(values.values);
      try {
        return await completeOn(kind, opened, { result_summary: values.result_summary.trim(), values: rows }, { albums }, headers);
      } catch (error) {
        throw placeRows(uploads.refused(asProblem(error)), places);
      }
    },
    done: (saved) => {
      if ('clash' in saved) {
        setClash(saved.clash);
        setChoices({});
        return;
      }
      uploads.saved();
      keep(saved.record);
      toast.done(t('Result saved'));
      onClose();
    },
  });

  const send = (values: ResultValues): void => {
    if (clash === null) {
      submit({ base, values });
      return;
    }
    const now = labValues(clash.current);
    const settled = {
      result_summary: choices['result_summary'] === 'theirs' ? now.result_summary : values.result_summary,
      values: choices['values'] === 'theirs' ? now.values : values.values,
    };
    form.setValues(settled);
    setBase(clash.current);
    setClash(null);
    submit({ base: clash.current, values: settled });
  };
  const undecided = clash?.fields.some((field) => choices[field] === undefined) ?? false;

  return (
    <>
      <form
        ref={firstField}
        noValidate
        className={classes.form}
        aria-label={t('Write the result')}
        onSubmit={form.onSubmit(send)}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
        }}
      >
        <FormProblem problem={problem} form={form} />
        {clash !== null && (
          <ClashChoice
            kind={kind}
            clash={clash}
            mine={{ ...labValues(base), ...form.values, values: filledRows(form.values.values).rows }}
            choices={choices}
            onChoose={(field, choice) => setChoices((before) => ({ ...before, [field]: choice }))}
          />
        )}
        <SectionCard title={t('Result')}>
          <div className={classes.form}>
            <ResultFields
              values={form.values}
              errors={form.errors}
              onSummary={(summary) => form.setFieldValue('result_summary', summary)}
              onRows={(rows) => form.setFieldValue('values', rows)}
              template={test}
              required
              autoFocus
            />
          </div>
        </SectionCard>
        <SectionCard title={t('Attachments')}>
          <AlbumDrafts uploads={uploads} disabled={busy} />
        </SectionCard>
        <div className={classes.foot}>
          <SubmitButton busy={busy} blocked={undecided}>
            {t('Save the result')}
          </SubmitButton>
          <Button variant="default" onClick={onClose}>
            {form.isDirty() || uploads.unsaved ? t('Discard') : t('Cancel')}
          </Button>
          <span className={classes.hint}>{t('Ctrl+Enter saves')}</span>
        </div>
      </form>
      <UnsavedGuard when={form.isDirty() || uploads.unsaved} />
    </>
  );
}
