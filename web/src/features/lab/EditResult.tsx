import { Button, Switch, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { type Choices, ClashChoice } from '@/components/ClashChoice';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { type Clash, saveChanges, settle } from '@/lib/saveRecord';
import { useFirstField } from '@/lib/useFirstField';
import { useSubmit } from '@/lib/useSubmit';
import type { Lab } from '@/shared/lab/queries';
import { ServiceField } from '@/shared/lab/ServiceField';
import { TestTypeField } from '@/shared/lab/TestTypeField';
import { cleaned, labKind, type LabValues, labValues } from './kind';
import { labTestQuery } from './queries';
import { ResultFields } from './ResultFields';
import classes from './Result.module.css';
import { checkRows, filledRows, placeRows } from './rows';
import { useSavedLab } from './useSavedLab';

interface EditResultProps {
  lab: Lab;
  /** Saved, or left as it was. */
  onClose: () => void;
}

interface Attempt {
  base: Lab;
  values: LabValues;
}

/** The whole view of a test, to be written in place. */
export function EditResult({ lab, onClose }: EditResultProps) {
  const { t } = useTranslation();
  const kind = labKind(t);
  const keep = useSavedLab();
  // The test as it was when writing began: what arrives meanwhile does not move what is being written.
  const [base, setBase] = useState(lab);
  const [clash, setClash] = useState<Clash<Lab, LabValues> | null>(null);
  const [choices, setChoices] = useState<Choices>({});
  const [leaving, setLeaving] = useState(false);
  const done = lab.status === 'Done';
  const hasResult = done || lab.status === 'In_progress';
  const form = useForm<LabValues>({
    initialValues: labValues(lab),
    validate: (values) => ({
      ...(values.test_type === '' ? { test_type: t('Choose the test') } : {}),
      ...(done && values.result_summary.trim() === '' ? { result_summary: t('Write the result in words') } : {}),
      ...Object.fromEntries(Object.entries(checkRows(values.values)).map(([path, words]) => [path, t(words)])),
    }),
  });
  const template = useQuery({ ...labTestQuery(form.values.test_type), enabled: hasResult && form.values.test_type !== '' }).data;
  const firstField = useFirstField();

  const { submit, busy, problem } = useSubmit({
    form,
    send: async ({ base: opened, values }: Attempt) => {
      try {
        return await saveChanges(kind, opened, cleaned(values));
      } catch (error) {
        throw placeRows(asProblem(error), filledRows(values.values).places);
      }
    },
    done: (saved) => {
      if ('clash' in saved) {
        setClash(saved.clash);
        setChoices({});
        return;
      }
      keep(saved.record);
      toast.done(t('Saved'));
      onClose();
    },
  });

  const send = (values: LabValues): void => {
    if (clash === null) {
      submit({ base, values });
      return;
    }
    const settled = settle(kind, base, cleaned(values), clash, clash.fields.filter((field) => choices[field] === 'theirs'));
    form.setValues(settled);
    setBase(clash.current);
    setClash(null);
    submit({ base: clash.current, values: settled });
  };
  const leave = (): void => (form.isDirty() ? setLeaving(true) : onClose());
  const undecided = clash?.fields.some((field) => choices[field] === undefined) ?? false;
  const charged = lab.charge_state === 'charged' || lab.charge_state === 'reversed';

  return (
    <>
      <form
        ref={firstField}
        noValidate
        className={classes.form}
        aria-label={t('Edit the result')}
        onSubmit={form.onSubmit(send)}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === 's')) {
            event.preventDefault();
            event.currentTarget.requestSubmit();
          } else if (event.key === 'Escape' && !event.defaultPrevented && !form.isDirty()) {
            onClose();
          }
        }}
      >
        <FormProblem problem={problem} form={form} />
        {clash !== null && (
          <ClashChoice kind={kind} clash={clash} mine={cleaned(form.values)} choices={choices} onChoose={(field, choice) => setChoices((before) => ({ ...before, [field]: choice }))} />
        )}
        <SectionCard title={hasResult ? t('Result') : t('Request')}>
          <div className={classes.form}>
            <div className={classes.pair}>
              <TestTypeField label={t('Test')} required value={form.values.test_type} onChange={(name) => form.setFieldValue('test_type', name)} error={form.errors['test_type']} />
              {charged ? (
                <p className={classes.charge}>{t('{{service}} is charged for it. On the bill it can be reversed.', { service: lab.service_name })}</p>
              ) : (
                <ServiceField label={t('Service to charge')} value={form.values.service_id} onChange={(service) => form.setFieldValue('service_id', service)} error={form.errors['service_id']} />
              )}
            </div>
            {hasResult && (
              <ResultFields
                values={form.values}
                errors={form.errors}
                onSummary={(summary) => form.setFieldValue('result_summary', summary)}
                onRows={(rows) => form.setFieldValue('values', rows)}
                template={template}
                required={done}
                autoFocus
              />
            )}
            {lab.requested_at !== null && (
              <>
                <Textarea label={t('Note to the laboratory')} maxLength={2000} {...form.getInputProps('request_note')} />
                {!done && <Switch label={t('Urgent')} {...form.getInputProps('urgent', { type: 'checkbox' })} />}
              </>
            )}
          </div>
        </SectionCard>
        <div className={classes.foot}>
          <SubmitButton busy={busy} blocked={undecided}>
            {t('Save')}
          </SubmitButton>
          <Button variant="default" onClick={leave}>
            {t('Cancel')}
          </Button>
          <span className={classes.hint}>{t('Ctrl+Enter saves')}</span>
        </div>
      </form>
      <UnsavedGuard when={form.isDirty()} />
      <ConfirmDialog opened={leaving} title={t('Leave without saving?')} confirmLabel={t('Leave, discard changes')} cancelLabel={t('Stay here')} danger onConfirm={onClose} onClose={() => setLeaving(false)}>
        {t('What you typed here has not been saved.')}
      </ConfirmDialog>
    </>
  );
}
