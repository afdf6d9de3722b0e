import { Button, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, ClashChoice } from '@/components/ClashChoice';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import type { Clash } from '@/lib/saveRecord';
import { useFirstField } from '@/lib/useFirstField';
import { useSubmit } from '@/lib/useSubmit';
import { useUploads } from '@/shared/files/useUploads';
import type { Lab, LabTest } from '@/shared/lab/queries';
import { completeOn } from './complete';
import { labKind, type LabValues, labValues } from './kind';
import { labTestQuery } from './queries';
import type { ResultValues } from './ResultFields';
import classes from './Result.module.css';
import { filledRows, rowsOf, withTemplate } from './rows';
import { useSavedLab } from './useSavedLab';
import { checkWhole, sendWhole } from './whole';
import { WholeResult } from './WholeResult';

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
  const [leaving, setLeaving] = useState(false);
  const [choices, setChoices] = useState<Choices>({});
  const form = useForm<ResultValues>({
    initialValues: { result_summary: lab.result_summary, values: lab.values.length === 0 && test !== null ? withTemplate([], test) : rowsOf(lab.values) },
    validate: (values) => checkWhole(t, values),
  });

  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ base: opened, values }: Attempt, headers) =>
      sendWhole(uploads, values, ({ albums, ...result }) => completeOn(kind, opened, result, { albums }, headers)),
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
  const unsaved = form.isDirty() || uploads.unsaved;
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
        <WholeResult form={form} uploads={uploads} busy={busy} template={test} autoFocus />
        <div className={classes.foot}>
          <SubmitButton busy={busy} blocked={undecided}>
            {t('Save the result')}
          </SubmitButton>
          <Button variant="default" onClick={() => (unsaved ? setLeaving(true) : onClose())}>
            {t('Cancel')}
          </Button>
          <span className={classes.hint}>{t('Ctrl+Enter saves')}</span>
        </div>
      </form>
      <UnsavedGuard when={unsaved} />
      <ConfirmDialog opened={leaving} title={t('Leave without saving?')} confirmLabel={t('Leave, discard changes')} cancelLabel={t('Stay here')} danger onConfirm={onClose} onClose={() => setLeaving(false)}>
        {t('What you typed here has not been saved.')}
      </ConfirmDialog>
    </>
  );
}
