import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { SearchSelect } from '@/components/SearchSelect';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { useShortcuts } from '@/lib/shortcuts';
import { useSubmit } from '@/lib/useSubmit';
import { noPatient } from '@/shared/patientForm';
import { ageProblem } from '@/shared/PatientInput';
import { ageAndSex } from '@/shared/patientWords';
import { type Candidate, possibleDuplicates } from './candidates';
import classes from './CheckIn.module.css';
import { DuplicateDialog } from './DuplicateDialog';
import { ContactFields, InsuranceFields, lessUsedFields, PersonFields } from './PersonFields';
import { checkIn, checkInAgain, type Encounter, findPatients, noVisit, type Typed } from './queries';
import { Resembling } from './Resembling';
import { Returning, useMayBegin } from './Returning';
import { type CheckInValues, VisitFields } from './VisitFields';

interface Attempt {
  values: CheckInValues;
  /** The patient whose new case it is; null registers a person. */
  returning: number | null;
  /** The desk has seen who is like this person, and says it is someone else. */
  distinct: boolean;
}

const nothingTyped: Typed = { family_name: '', given_name: '', date_of_birth: '', phone: '' };

function typedOf({ patient }: CheckInValues): Typed {
  const { family_name, given_name, date_of_birth, phone } = patient;
  return { family_name, given_name, date_of_birth, phone };
}

const same = (a: Typed, b: Typed): boolean =>
  a.family_name === b.family_name && a.given_name === b.given_name && a.date_of_birth === b.date_of_birth && a.phone === b.phone;

interface CheckInFormProps {
  /** A patient chosen elsewhere, who comes again. */
  patientId: number | null;
}

/** One form for whoever stands at the desk: registers a person, or begins a new case for one who is known. */
export function CheckInForm({ patientId }: CheckInFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [returning, setReturning] = useState(patientId);
  const [typed, setTyped] = useState(nothingTyped);
  const [dirty, setDirty] = useState(false);
  const [more, setMore] = useState(false);
  const [duplicates, setDuplicates] = useState<Candidate[] | null>(null);
  const [confirmed, setConfirmed] = useState<Typed | null>(null);
  const mayBegin = useMayBegin(returning);
  const formElement = useRef<HTMLFormElement>(null);
  const finder = useRef<HTMLDivElement>(null);

  // Who the patient is must stay in sight, so the page does not scroll to the field.
  useEffect(() => {
    if (returning !== null) formElement.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, [returning]);

  const form = useForm<CheckInValues>({
    mode: 'uncontrolled',
    initialValues: { patient: noPatient, encounter: noVisit },
    onValuesChange: (values) => {
      const now = typedOf(values);
      setTyped((before) => (same(before, now) ? before : now));
      setDirty(true);
    },
    validate: {
      patient: {
        family_name: (value) => (value.trim() === '' ? t('Enter the family name') : null),
        given_name: (value) => (value.trim() === '' ? t('Enter the given name') : null),
        age_when_unknown: (value) => ageProblem(t, value),
      },
    },
  });

  const { submit, busy, problem, clearProblem } = useSubmit<Attempt, Encounter>({
    form,
    send: async ({ values, returning: id, distinct }, headers) => {
      if (id !== null) return checkInAgain(id, values.encounter, headers);
      return (await checkIn(values.patient, values.encounter, distinct, headers)).encounter;
    },
    done: (encounter) => navigate({ to: '/check-in', search: { slip: encounter.id }, ignoreBlocker: true }),
    failed: (found) => {
      setDuplicates(possibleDuplicates(found));
      const fields = Object.keys(found.fieldErrors());
      if (lessUsedFields.some((field) => fields.includes(`patient.${field}`))) setMore(true);
    },
  });

  const send = (): void => {
    const values = form.getValues();
    if (returning !== null) submit({ values, returning, distinct: false });
    else if (!form.validate().hasErrors) submit({ values, returning: null, distinct: confirmed !== null && same(confirmed, typedOf(values)) });
  };

  const choose = (id: number): void => {
    clearProblem();
    setDuplicates(null);
    setReturning(id);
  };
  const back = (): void => {
    clearProblem();
    setReturning(null);
  };
  const distinct = (): void => {
    const values = form.getValues();
    setDuplicates(null);
    setConfirmed(typedOf(values));
    submit({ values, returning: null, distinct: true });
  };

  useShortcuts([
    { keys: 'r', label: t('Find a returning patient'), run: () => finder.current?.querySelector('input')?.focus() },
    { keys: 'mod+Enter', label: t('Check in'), run: () => formElement.current?.requestSubmit() },
  ]);

  const find = (
    <div className={classes.finder} ref={finder}>
      <SearchSelect
        label={t('Returning patient')}
        placeholder={t('Name, code or phone')}
        value={null}
        queryKey={['patient', 'list', 'returning']}
        minLetters={2}
        search={async (words, signal) =>
          (await findPatients(words, signal)).map((patient) => ({
            id: String(patient.id),
            label: patient.name,
            detail: [patient.code, ageAndSex(t, patient)].filter((part) => part !== '').join(' · '),
          }))
        }
        onChange={(option) => {
          if (option !== null) choose(Number(option.id));
        }}
      />
      <KeyHint keys="r" />
    </div>
  );

  const answer = duplicates === null && <FormProblem problem={problem} form={form} />;
  const sendBar = (
    <div className={classes.send}>
      <SubmitButton busy={busy} blocked={returning !== null && mayBegin !== true}>
        {t('Check in')}
      </SubmitButton>
      <KeyHint keys="Ctrl+Enter" />
      {answer}
    </div>
  );

  return (
    <>
      <PageHeader title={t('Check in')} actions={find}>
        {returning === null ? t('A new patient. Been here before? Find them first.') : t('A new case for a registered patient.')}
      </PageHeader>
      <form
        ref={formElement}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          // Esc leaves the field, so that the page's keys work; nothing typed is lost.
          if (event.key === 'Escape' && !event.defaultPrevented && event.target instanceof HTMLElement) event.target.blur();
        }}
      >
        {returning === null ? (
          <div className={classes.layout}>
            <div className={classes.person}>
              <SectionCard title={t('Person')}>
                <PersonFields form={form} born={typed.date_of_birth} more={more} onMore={setMore} />
              </SectionCard>
            </div>
            <Resembling typed={typed} onChoose={(candidate) => choose(candidate.id)} />
            <div className={classes.rest}>
              <SectionCard title={t('Contact and emergency')}>
                <ContactFields form={form} />
              </SectionCard>
              <SectionCard title={t('Visit and insurance')}>
                <VisitFields form={form} />
                <hr className={classes.rule} />
                <InsuranceFields form={form} />
              </SectionCard>
              {sendBar}
            </div>
          </div>
        ) : (
          <div className={classes.returning}>
            <Returning patientId={returning} onBack={back} />
            <SectionCard title={t('Visit')}>
              <VisitFields form={form} />
            </SectionCard>
            {sendBar}
          </div>
        )}
      </form>
      {duplicates !== null && (
        <DuplicateDialog
          candidates={duplicates}
          onChoose={(candidate) => choose(candidate.id)}
          onDistinct={distinct}
          onClose={() => {
            setDuplicates(null);
            clearProblem();
          }}
        />
      )}
      <UnsavedGuard when={dirty} />
    </>
  );
}
