import { Button, Select, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { useFirstField } from '@/lib/useFirstField';
import { formatDate } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { ChartError } from '@/shared/BreakGlass';
import { useUploads } from '@/shared/files/useUploads';
import type { Lab, LabTest } from '@/shared/lab/queries';
import { ServiceField, serviceChoice, type ServiceChoice } from '@/shared/lab/ServiceField';
import { TestTypeField } from '@/shared/lab/TestTypeField';
import { PatientHeader } from '@/shared/PatientHeader';
import { type Encounter, isOpen } from '@/shared/patientQueries';
import { encounterStatusWord } from '@/shared/status';
import { addLab, caseQuery, casesQuery } from './queries';
import type { ResultValues } from './ResultFields';
import classes from './Result.module.css';
import { isBlankRow, withTemplate } from './rows';
import { useSavedLab } from './useSavedLab';
import { checkWhole, sendWhole } from './whole';
import { WholeResult } from './WholeResult';

interface NewValues extends ResultValues {
  encounter_id: string;
  test_type: string;
  service_id: ServiceChoice | null;
}

interface NewResultProps {
  patientId: number;
  /** The patient's cases that can have a result, the newest first. */
  cases: readonly Encounter[];
  /** The case that the page was opened from. */
  encounterId?: number | undefined;
}

/** A result that nobody asked for here: the test, what is charged, the result and its files, sent together. */
export function NewResult({ patientId, cases, encounterId }: NewResultProps) {
  const { t } = useTranslation();
  const keep = useSavedLab();
  const uploads = useUploads();
  const firstField = useFirstField();
  const [saved, setSaved] = useState<Lab | null>(null);
  const [test, setTest] = useState<LabTest | null>(null);
  const first = cases.find((each) => each.id === encounterId) ?? cases.find(isOpen) ?? cases[0];
  const form = useForm<NewValues>({
    initialValues: { encounter_id: first === undefined ? '' : String(first.id), test_type: '', service_id: null, result_summary: '', values: [] },
    validate: (values) => ({
      ...(values.encounter_id === '' ? { encounter_id: t('Choose the case') } : {}),
      ...(values.test_type === '' ? { test_type: t('Choose the test') } : {}),
      ...checkWhole(t, values),
    }),
  });

  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: NewValues, headers) =>
      sendWhole(uploads, values, (whole) =>
        addLab(
          {
            encounter_id: Number(values.encounter_id),
            test_type: values.test_type,
            ...(values.service_id === null ? {} : { service_id: values.service_id.id }),
            ...whole,
          },
          headers,
        ),
      ),
    done: (lab) => {
      uploads.saved();
      keep(lab);
      setSaved(lab);
      toast.done(t('Result saved'));
    },
  });

  const choose = (name: string, chosen: LabTest | null): void => {
    form.setFieldValue('test_type', name);
    setTest(chosen);
    if (chosen === null) return;
    form.setFieldValue('service_id', serviceChoice(chosen.service_id, chosen.service_name));
    // Lines that only wait for their values make room for those of the other test.
    if (form.values.values.every((row) => isBlankRow(row) || row.value === '')) form.setFieldValue('values', withTemplate([], chosen));
  };

  if (saved !== null) return <Navigate to="/labs/$labId" params={{ labId: String(saved.id) }} replace />;
  const to = cases.find((each) => String(each.id) === form.values.encounter_id);
  return (
    <div className={classes.page}>
      <PatientHeader patientId={patientId} />
      <PageHeader title={t('New result')} />
      <form
        ref={firstField}
        noValidate
        className={classes.form}
        aria-label={t('New result')}
        onSubmit={form.onSubmit(submit)}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
        }}
      >
        <FormProblem problem={problem} form={form} />
        <SectionCard title={t('Test')}>
          <div className={classes.pair}>
            <TestTypeField label={t('Test')} required autoFocus value={form.values.test_type} onChange={choose} error={form.errors['test_type']} />
            <ServiceField
              label={t('Service to charge')}
              description={to?.status === 'Discharged' ? t('Charged unless the bill is final.') : undefined}
              value={form.values.service_id}
              onChange={(service) => form.setFieldValue('service_id', service)}
              error={form.errors['service_id']}
            />
            <Select
              label={t('Case')}
              required
              allowDeselect={false}
              data={cases.map((each) => ({ value: String(each.id), label: `${each.case_number}, ${t(encounterStatusWord(each.status))}, ${formatDate(each.created_at)}` }))}
              {...form.getInputProps('encounter_id')}
            />
          </div>
        </SectionCard>
        <WholeResult form={form} uploads={uploads} busy={busy} template={test} />
        <div className={classes.foot}>
          <SubmitButton busy={busy}>{t('Save the result')}</SubmitButton>
          <Button
            variant="default"
            renderRoot={(props) =>
              encounterId === undefined ? (
                <Link {...props} to="/patients/$patientId" params={{ patientId: String(patientId) }} />
              ) : (
                <Link {...props} to="/cases/$encounterId" params={{ encounterId: String(encounterId) }} />
              )
            }
          >
            {t('Cancel')}
          </Button>
          <span className={classes.hint}>{t('Ctrl+Enter saves')}</span>
        </div>
      </form>
      <UnsavedGuard when={form.isDirty() || uploads.unsaved} />
    </div>
  );
}

function OfPatient({ patientId, encounterId }: Omit<NewResultProps, 'cases'>) {
  const { t } = useTranslation();
  const found = useQuery(casesQuery(patientId));
  if (found.data === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={420} radius={8} />;
  const cases = found.data.filter((each) => each.status !== 'Cancelled');
  if (cases.length === 0) {
    return (
      <div className={classes.page}>
        <PatientHeader patientId={patientId} />
        <EmptyState title={t('A result belongs to a case, and this patient has none')}>{t('Check the patient in first.')}</EmptyState>
      </div>
    );
  }
  return <NewResult patientId={patientId} cases={cases} encounterId={encounterId} />;
}

function OfCase({ encounterId }: { encounterId: number }) {
  const found = useQuery(caseQuery(encounterId));
  if (found.data === undefined) return found.isError ? <ChartError page error={found.error} onRetry={found.refetch} /> : <Skeleton height={420} radius={8} />;
  return <OfPatient patientId={found.data.patient_id} encounterId={encounterId} />;
}

const route = getRouteApi('/reading/labs/new');

/** Writes a result for a case, or for a patient whose case is then chosen. */
export function NewResultPage() {
  const { t } = useTranslation();
  const { encounter, patient } = route.useSearch();
  if (encounter !== undefined) return <OfCase encounterId={encounter} />;
  if (patient !== undefined) return <OfPatient patientId={patient} />;
  return (
    <EmptyState title={t('Whose result is it?')} action={<Link to="/patients">{t('Go to Patients')}</Link>}>
      {t('Open the patient or the case, and choose New result there.')}
    </EmptyState>
  );
}
