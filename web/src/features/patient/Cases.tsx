import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { formatDate, formatExact } from '@/lib/time';
import { type Encounter, isOpen } from '@/shared/patientQueries';
import { EncounterStatus } from '@/shared/status';
import classes from './Cases.module.css';
import { casesQuery } from './queries';

function Case({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  const diagnosis = [encounter.final_diagnosis, encounter.principal_diagnosis].find((text) => text !== undefined && text !== '');
  const code = encounter.icd_code ?? '';
  const where = [encounter.department_name, encounter.attending_physician_name].filter((part) => part !== '').join(' · ');
  return (
    <li className={classes.case} data-open={isOpen(encounter) || undefined} data-cancelled={encounter.status === 'Cancelled' || undefined}>
      <div className={classes.head}>
        <Link to="/cases/$encounterId" params={{ encounterId: String(encounter.id) }} className={classes.number}>
          {encounter.case_number}
        </Link>
        <EncounterStatus status={encounter.status} />
      </div>
      <div className={classes.when}>
        <time dateTime={encounter.created_at} title={formatExact(encounter.created_at)}>
          {formatDate(encounter.created_at)}
        </time>
        {encounter.discharged_at !== null && formatDate(encounter.discharged_at) !== formatDate(encounter.created_at) && (
          <>
            {' – '}
            <time dateTime={encounter.discharged_at} title={formatExact(encounter.discharged_at)}>
              {formatDate(encounter.discharged_at)}
            </time>
          </>
        )}
        {encounter.bed_number !== '' && <span>{t(' · Bed {{bed}}', { bed: encounter.bed_number })}</span>}
      </div>
      {diagnosis !== undefined && (
        <div className={classes.diagnosis}>
          {diagnosis} {code !== '' && <span className="code soft">{code}</span>}
        </div>
      )}
      {encounter.reason_for_visit !== '' && <div className={classes.reason}>{t('Came for: {{reason}}', { reason: encounter.reason_for_visit })}</div>}
      {where !== '' && <div className={classes.where}>{where}</div>}
      {encounter.cancel_reason !== '' && <div className={classes.reason}>{t('Cancelled: {{reason}}', { reason: encounter.cancel_reason })}</div>}
    </li>
  );
}

/** Every time the patient was here, newest first. */
export function Cases({ patientId }: { patientId: number }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(casesQuery(patientId));
  const cases = found.data?.pages.flatMap((page) => page.items);
  return (
    <SectionCard title={t('Cases')}>
      {cases === undefined ? (
        found.isError ? (
          <ErrorState error={found.error} onRetry={found.refetch} />
        ) : (
          <div className={classes.loading}>
            <Skeleton height={66} />
            <Skeleton height={66} />
          </div>
        )
      ) : cases.length === 0 ? (
        <EmptyState title={t('No cases yet')}>{t('The first check-in begins one.')}</EmptyState>
      ) : (
        <ol className={classes.timeline} aria-label={t('Cases')}>
          {cases.map((encounter) => (
            <Case key={encounter.id} encounter={encounter} />
          ))}
        </ol>
      )}
      {found.hasNextPage && (
        <Button variant="default" fullWidth mt="sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </SectionCard>
  );
}
