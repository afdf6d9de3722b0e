import { Button, Radio } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { useCan } from '@/lib/permissions';
import { formatPlainDate } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { differing, type PatientField, patientSections, type PatientSection, type PatientValues, valuesOf } from '@/shared/patientForm';
import { ageProblem, PatientInput, patientLabels } from '@/shared/PatientInput';
import { type Patient, patientQuery } from '@/shared/patientQueries';
import classes from './Demographics.module.css';
import { type Clash, type Saved, savePatient } from './savePatient';

function useValueWords() {
  const { t } = useTranslation();
  return (field: PatientField, value: string | boolean): string => {
    if (value === true) return t('Yes');
    if (value === false) return t('No');
    if (value === '') return '–';
    if (field === 'date_of_birth') return formatPlainDate(value);
    const enumerated = field === 'sex' || field === 'civil_status' || field === 'status' || field === 'social_insurance';
    return enumerated ? t(value) : value;
  };
}

function Facts({ values, fields }: { values: PatientValues; fields: readonly PatientField[] }) {
  const { t } = useTranslation();
  const words = useValueWords();
  if (fields.every((field) => values[field] === '')) return <div className="soft">{t('Nothing recorded')}</div>;
  return (
    <dl className={classes.facts}>
      {fields
        .filter((field) => field !== 'age_when_unknown' || values.date_of_birth === '')
        .map((field) => (
          <div key={field} data-field={field}>
            <dt>{t(patientLabels[field])}</dt>
            <dd data-nothing={values[field] === '' || undefined}>{words(field, values[field])}</dd>
          </div>
        ))}
    </dl>
  );
}

type Choice = 'mine' | 'theirs';
type Choices = Partial<Record<PatientField, Choice>>;

function ClashChoice({ clash, mine, choices, onChoose }: { clash: Clash; mine: PatientValues; choices: Choices; onChoose: (field: PatientField, choice: Choice) => void }) {
  const { t } = useTranslation();
  const words = useValueWords();
  const now = valuesOf(clash.current);
  return (
    <Notice tone="amber" alert title={t('Someone else saved this record while you were editing')}>
      <div>{t('Choose which value stays. Everything else they changed is kept.')}</div>
      {clash.fields.map((field) => (
        <Radio.Group
          key={field}
          mt="xs"
          label={t(patientLabels[field])}
          value={choices[field] ?? ''}
          onChange={(choice) => onChoose(field, choice === 'mine' ? 'mine' : 'theirs')}
        >
          <div className={classes.choices}>
            <Radio value="mine" label={t('Mine: {{value}}', { value: words(field, mine[field]) })} />
            <Radio value="theirs" label={t('On record now: {{value}}', { value: words(field, now[field]) })} />
          </div>
        </Radio.Group>
      ))}
    </Notice>
  );
}

interface Attempt {
  base: Patient;
  values: PatientValues;
}

interface EditorProps {
  patient: Patient;
  title: string;
  fields: readonly PatientField[];
  onClose: () => void;
}

function Editor({ patient, title, fields, onClose }: EditorProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [base, setBase] = useState(patient);
  const [born, setBorn] = useState(patient.date_of_birth);
  const [clash, setClash] = useState<Clash | null>(null);
  const [choices, setChoices] = useState<Choices>({});
  const [dirty, setDirty] = useState(false);
  const form = useForm<PatientValues>({
    mode: 'uncontrolled',
    initialValues: valuesOf(patient),
    onValuesChange: (values) => {
      setBorn(values.date_of_birth);
      setDirty(true);
    },
    validate: {
      family_name: (value) => (value.trim() === '' ? t('Enter the family name') : null),
      given_name: (value) => (value.trim() === '' ? t('Enter the given name') : null),
      age_when_unknown: (value) => ageProblem(t, value),
    },
  });
  const { submit, busy, problem } = useSubmit<Attempt, Saved>({
    form,
    send: ({ base: opened, values }) => savePatient(opened, values, fields),
    done: (saved) => {
      if ('clash' in saved) {
        setClash(saved.clash);
        setChoices({});
        return;
      }
      queryClient.setQueryData(patientQuery(patient.id).queryKey, saved.patient);
      void queryClient.invalidateQueries({ queryKey: ['patient'] });
      toast.done(t('{{section}} saved', { section: title }));
      onClose();
    },
  });

  const undecided = clash?.fields.some((field) => choices[field] === undefined) ?? false;
  const send = (): void => {
    const values = form.getValues();
    if (clash === null) {
      submit({ base, values });
      return;
    }
    const now = valuesOf(clash.current);
    // What only the other changed is theirs without asking; else the older value here would be saved over it.
    const mine = differing(values, valuesOf(base), fields);
    for (const field of fields) {
      if (!mine.includes(field) || choices[field] === 'theirs') Object.assign(values, { [field]: now[field] });
    }
    form.setValues(values);
    setBase(clash.current);
    setClash(null);
    submit({ base: clash.current, values });
  };

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(send)}
      onKeyDown={(event) => {
        // Esc ends the editing only while there is nothing to lose.
        if (event.key === 'Escape' && !event.defaultPrevented && !dirty) onClose();
      }}
    >
      <div className={classes.form}>
        {fields.map((field, index) =>
          field === 'age_when_unknown' && born !== '' ? null : (
            <div key={field} data-field={field}>
              <PatientInput field={field} form={form} required={field === 'family_name' || field === 'given_name'} autoFocus={index === 0} />
            </div>
          ),
        )}
      </div>
      <div className={classes.foot}>
        {clash !== null && (
          <ClashChoice clash={clash} mine={form.getValues()} choices={choices} onChoose={(field, choice) => setChoices((before) => ({ ...before, [field]: choice }))} />
        )}
        <FormProblem problem={problem} form={form} />
        <div className={classes.acts}>
          <SubmitButton busy={busy} blocked={undecided}>
            {t('Save')}
          </SubmitButton>
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
        </div>
      </div>
      <UnsavedGuard when={dirty} />
    </form>
  );
}

interface SectionProps {
  patient: Patient;
  section: PatientSection;
  title: string;
  editing: boolean;
  onEdit: (open: boolean) => void;
}

/** One group of a patient's particulars: read by all, edited in place by the front desk. */
export function DemographicsSection({ patient, section, title, editing, onEdit }: SectionProps) {
  const { t } = useTranslation();
  const can = useCan();
  const fields = patientSections[section];
  return (
    <SectionCard
      title={title}
      actions={
        can('patient:write') &&
        !editing && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPencil size={14} />}
            aria-label={t('Edit {{section}}', { section: title })}
            onClick={() => onEdit(true)}
          >
            {t('Edit')}
          </Button>
        )
      }
    >
      {editing ? (
        <Editor patient={patient} title={title} fields={fields} onClose={() => onEdit(false)} />
      ) : (
        <Facts values={valuesOf(patient)} fields={fields} />
      )}
    </SectionCard>
  );
}
