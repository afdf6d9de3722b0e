import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, ClashChoice } from '@/components/ClashChoice';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { type Clash, type Kind, type Saved, saveChanges, settle } from '@/lib/saveRecord';
import { useFirstField } from '@/lib/useFirstField';
import { type FieldForm, useSubmit } from '@/lib/useSubmit';
import classes from './RecordForm.module.css';

/** What is needed of a @mantine/form form. */
interface ValuesForm<V> extends FieldForm {
  values: V;
  getValues: () => V & object;
  setValues: (values: V) => void;
  isDirty: () => boolean;
  onSubmit: (handle: (values: V) => void) => (event?: React.SyntheticEvent<HTMLFormElement>) => void;
}

export interface Removal {
  /** What will happen, in words. */
  question: string;
  /** What to do instead when the record is in use. */
  whenInUse: string;
  run: () => Promise<void>;
}

interface RecordFormProps<T, V extends object> {
  kind: Kind<T, V>;
  form: ValuesForm<V>;
  /** null for a new one. */
  record: T | null;
  /** How people call it: "Room 3A". Shown in what is said after saving. */
  label: (record: T) => string;
  onDone: (record: T | null) => void;
  onCancel?: () => void;
  removal?: Removal | undefined;
  readOnly?: boolean;
  children: React.ReactNode;
}

interface Attempt<T, V> {
  base: T | null;
  values: V;
}

/** Calls `done` after the form no longer counts as unsaved, so that leaving does not ask. */
function useLeaving<T>(done: (record: T | null) => void): { left: boolean; leave: (record: T | null) => void } {
  const [left, setLeft] = useState<{ record: T | null } | null>(null);
  const latest = useRef(done);
  useEffect(() => {
    latest.current = done;
  });
  useEffect(() => {
    if (left !== null) latest.current(left.record);
  }, [left]);
  return { left: left !== null, leave: (record) => setLeft({ record }) };
}

/** The form around the fields of one record: saves once, settles what two people changed at once, deletes after asking. */
export function RecordForm<T, V extends object>({ kind, form, record, label, onDone, onCancel, removal, readOnly = false, children }: RecordFormProps<T, V>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [base, setBase] = useState(record);
  const [clash, setClash] = useState<Clash<T, V> | null>(null);
  const [choices, setChoices] = useState<Choices>({});
  const [asking, setAsking] = useState(false);
  const { left, leave } = useLeaving(onDone);
  const firstField = useFirstField();

  const finish = (saved: T | null): void => {
    // A record that is gone is not to be read again.
    void queryClient.invalidateQueries({ predicate: ({ queryKey: [entity, what] }) => entity === kind.entity && (saved !== null || what !== 'one') });
    leave(saved);
  };

  const { submit, busy, problem } = useSubmit<Attempt<T, V>, Saved<T, V>>({
    form,
    send: async ({ base: opened, values }, headers: IdempotencyHeaders) => {
      if (opened !== null) return saveChanges(kind, opened, values);
      if (kind.create === undefined) throw new Error('This kind of record cannot be added.');
      return { record: await kind.create(values, headers) };
    },
    done: (saved) => {
      if ('clash' in saved) {
        setClash(saved.clash);
        setChoices({});
        return;
      }
      toast.done(base === null ? t('{{name}} added', { name: label(saved.record) }) : t('{{name}} saved', { name: label(saved.record) }));
      finish(saved.record);
    },
  });
  const deletion = useSubmit({
    send: async (act: Removal) => act.run(),
    done: () => {
      if (record !== null) toast.done(t('{{name}} deleted', { name: label(record) }));
      finish(null);
    },
  });

  const send = (values: V): void => {
    if (clash === null || base === null) {
      submit({ base, values });
      return;
    }
    const settled = settle(kind, base, values, clash, clash.fields.filter((field) => choices[field] === 'theirs'));
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
        onSubmit={form.onSubmit(send)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <FormProblem problem={problem} form={form} />
        {clash !== null && (
          <ClashChoice
            kind={kind}
            clash={clash}
            mine={form.values}
            choices={choices}
            onChoose={(field, choice) => setChoices((before) => ({ ...before, [field]: choice }))}
          />
        )}
        <fieldset className={classes.fields} disabled={readOnly || clash !== null}>
          {children}
        </fieldset>
        {!readOnly && (
          <div className={classes.footer} data-inline={onCancel === undefined || undefined}>
            {removal !== undefined && (
              <Button variant="subtle" color="red.9" classNames={{ root: classes.remove, label: classes.removeLabel }} onClick={() => setAsking(true)}>
                {t('Delete')}
              </Button>
            )}
            {onCancel !== undefined && (
              <Button variant="default" onClick={onCancel}>
                {t('Cancel')}
              </Button>
            )}
            <SubmitButton busy={busy} blocked={undecided}>
              {base === null ? t('Add') : t('Save')}
            </SubmitButton>
          </div>
        )}
      </form>
      {removal !== undefined && record !== null && (
        <ConfirmDialog
          opened={asking}
          title={t('Delete {{name}}?', { name: label(record) })}
          confirmLabel={t('Delete')}
          danger
          busy={deletion.busy}
          problem={deletion.problem}
          onConfirm={() => deletion.submit(removal)}
          onClose={() => {
            setAsking(false);
            deletion.clearProblem();
          }}
        >
          {deletion.problem?.conflict === true ? removal.whenInUse : removal.question}
        </ConfirmDialog>
      )}
      <UnsavedGuard when={!readOnly && form.isDirty() && !left} />
    </>
  );
}
