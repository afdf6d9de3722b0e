import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye, IconHistory, IconQrcode, IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { DutyEnded } from '@/shared/BreakGlass';
import { LabCard } from '@/shared/lab/LabCard';
import { labsOfQuery } from '@/shared/lab/queries';
import { PatientHeader } from '@/shared/PatientHeader';
import { isOpen, latestCasesQuery, medicalHistoryQuery, type Patient, patientQuery } from '@/shared/patientQueries';
import type { PatientSection } from '@/shared/patientForm';
import { patientLabels } from '@/shared/PatientInput';
import { HistoryDrawer } from '@/shared/RecordHistory';
import { Cases } from './Cases';
import { DemographicsSection } from './Demographics';
import { MedicalHistory } from './MedicalHistory';
import classes from './PatientPage.module.css';
import { loadPatientHistory } from './queries';
import { Rights } from './Rights';

const route = getRouteApi('/reading/patients/$patientId');

function Acts({ patient, onHistory }: { patient: Patient; onHistory: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const cases = useQuery(latestCasesQuery(patient.id));
  const open = cases.data?.find(isOpen);
  const mayAgain = can('encounter:check-in') && cases.data !== undefined && open === undefined && patient.status !== 'Deleted';
  const again = (): void => void navigate({ to: '/check-in', search: { patient: patient.id } });
  useShortcuts([
    { keys: 'h', label: t('History of this record'), run: onHistory },
    ...(mayAgain ? [{ keys: 'n', label: t('Check in again'), run: again }] : []),
  ]);
  return (
    <>
      <Button variant="default" leftSection={<IconHistory size={16} />} onClick={onHistory}>
        {t('History')}
      </Button>
      {can('audit:read') && (
        <Button
          variant="default"
          leftSection={<IconEye size={16} />}
          renderRoot={(props) => <Link {...props} to="/patients/$patientId/access" params={{ patientId: String(patient.id) }} />}
        >
          {t('Who opened this chart')}
        </Button>
      )}
      {can('encounter:check-in') && open !== undefined && (
        <Button variant="default" leftSection={<IconQrcode size={16} />} onClick={() => void navigate({ to: '/check-in', search: { slip: open.id } })}>
          {t('Slip')}
        </Button>
      )}
      {mayAgain && (
        <Button leftSection={<IconUserPlus size={16} />} onClick={again}>
          {t('Check in again')}
        </Button>
      )}
    </>
  );
}

/** One person: who they are, what must be known of them, and every time they were here. */
export function PatientPage() {
  const { patientId } = route.useParams();
  return <Person key={patientId} id={Number(patientId)} />;
}

/** Why the sections of the chart are empty: they are refused together, and the page says so once. */
function useRefusal(id: number, known: boolean): unknown {
  const can = useCan();
  const history = useQuery({ ...medicalHistoryQuery(id), enabled: known && can('medical-history:read') });
  const labs = useInfiniteQuery({ ...labsOfQuery({ patient_id: id }), enabled: known && can('lab:read') });
  return history.error ?? labs.error;
}

function Person({ id }: { id: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const known = Number.isInteger(id) && id > 0;
  const found = useQuery({ ...patientQuery(id), enabled: known });
  const [editing, setEditing] = useState<PatientSection | null>(null);
  const [historyOpen, history] = useDisclosure(false);
  const patient = found.data;
  const refusal = useRefusal(id, known);

  const labels = Object.fromEntries(Object.entries(patientLabels).map(([field, label]) => [field, t(label)]));

  if (!known) {
    return (
      <EmptyState title={t('There is no such patient')} action={<Link to="/patients">{t('Go to Patients')}</Link>}>
        {t('The address may be mistyped.')}
      </EmptyState>
    );
  }
  if (patient === undefined && found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;

  const sections: readonly (readonly [PatientSection, string])[] = [
    ['person', t('Person')],
    ['contact', t('Contact and emergency')],
    ['insurance', t('Insurance')],
    ['family', t('Parents and spouse')],
    ['record', t('Record')],
  ];
  return (
    <>
      <PatientHeader page patientId={id} actions={patient !== undefined && <Acts patient={patient} onHistory={history.open} />} />
      <DutyEnded error={refusal} />
      {patient !== undefined && (patient.status !== 'Active' || patient.archived) && (
        <div className={classes.notice}>
          <Notice tone="amber" title={patient.status === 'Deleted' ? t('This record was deleted') : patient.archived ? t('This record is archived') : t('This record is inactive')}>
            {patient.status === 'Deleted' ? t('It cannot be checked in until its status is Active again.') : t('It stays out of lists, and is still found by search.')}
          </Notice>
        </div>
      )}
      <div className={classes.columns}>
        <div className={classes.main}>
          {patient === undefined
            ? [236, 120, 168].map((height) => <Skeleton key={height} height={height} radius={8} />)
            : sections.map(([section, title]) => (
                <DemographicsSection
                  key={section}
                  patient={patient}
                  section={section}
                  title={title}
                  editing={editing === section}
                  onEdit={(open) => setEditing(open ? section : null)}
                />
              ))}
        </div>
        <div className={classes.side}>
          {can('medical-history:read') && <MedicalHistory patientId={id} />}
          {can('encounter:read') && <Cases patientId={id} />}
          {can('lab:read') && (
            <LabCard
              of={{ patient_id: id }}
              empty={t('No tests yet.')}
              actions={
                can('lab:write') && asProblem(refusal).leaveNeeded === undefined ? (
                  <Button size="compact-sm" variant="default" renderRoot={(props) => <Link {...props} to="/labs/new" search={{ patient: id }} />}>
                    {t('New result')}
                  </Button>
                ) : undefined
              }
            />
          )}
          {patient !== undefined && <Rights patient={patient} />}
        </div>
      </div>
      <HistoryDrawer
        opened={historyOpen}
        onClose={history.close}
        title={t('History of this patient’s record')}
        queryKey={['patient', 'one', id, 'history']}
        load={loadPatientHistory(id)}
        fields={labels}
      />
    </>
  );
}
