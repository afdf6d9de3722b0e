import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { formatDate } from '@/lib/time';
import { PatientHeader } from '@/shared/PatientHeader';
import { isOpen, latestCasesQuery, patientQuery } from '@/shared/patientQueries';
import { EncounterStatus } from '@/shared/status';
import classes from './CheckIn.module.css';

/** Whether another case may begin for this patient: true, false while one is open, undefined while unknown. */
export function useMayBegin(patientId: number | null): boolean | undefined {
  const cases = useQuery({ ...latestCasesQuery(patientId ?? 0), enabled: patientId !== null });
  return cases.data === undefined ? undefined : !cases.data.some(isOpen);
}

/** The chosen patient, with what the desk checks by asking, and the case that stands in the way if there is one. */
export function Returning({ patientId, onBack }: { patientId: number; onBack: () => void }) {
  const { t } = useTranslation();
  const found = useQuery(patientQuery(patientId));
  const cases = useQuery(latestCasesQuery(patientId));
  const patient = found.data;
  const open = cases.data?.find(isOpen);
  if (found.isError && patient === undefined) return <ErrorState error={found.error} onRetry={found.refetch} />;

  const fact = (label: string, value: string | undefined) => (
    <div>
      <dt>{label}</dt>
      <dd>{value === undefined ? <Skeleton height={14} width={120} my={3} /> : value === '' ? <span className="soft">{t('not recorded')}</span> : value}</dd>
    </div>
  );
  const emergency = patient === undefined ? undefined : [patient.emergency_contact_name, patient.emergency_contact_phone].filter((part) => part !== '').join('\n');
  return (
    <>
      <PatientHeader
        patientId={patientId}
        actions={
          <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
            {t('Not this person')}
          </Button>
        }
      />
      {open !== undefined && (
        <div className={classes.spaced}>
          <Notice
            tone="amber"
            alert
            title={t('This patient already has an open case, {{number}}', { number: open.case_number })}
            actions={
              <Link to="/cases/$encounterId" params={{ encounterId: String(open.id) }}>
                {t('Open case {{number}}', { number: open.case_number })}
              </Link>
            }
          >
            {t('A new case can begin when that one is discharged or cancelled.')}
          </Notice>
        </div>
      )}
      <dl className={classes.known} aria-label={t('On record')}>
        {fact(t('Address'), patient?.address)}
        {fact(t('Phone'), patient?.phone)}
        {fact(t('Emergency contact'), emergency)}
        <div>
          <dt>{t('Last here')}</dt>
          <dd>
            {cases.data === undefined ? (
              <Skeleton height={14} width={120} my={3} />
            ) : cases.data[0] === undefined ? (
              <span className="soft">{t('never')}</span>
            ) : (
              <span className={classes.last}>
                {formatDate(cases.data[0].created_at)} <EncounterStatus status={cases.data[0].status} />
              </span>
            )}
          </dd>
        </div>
        <div className={classes.edit}>
          <Link to="/patients/$patientId" params={{ patientId: String(patientId) }} target="_blank">
            {t('Something changed? Edit in a new tab')}
          </Link>
        </div>
      </dl>
    </>
  );
}
