import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { PartError } from '../BreakGlass';
import { LabStatus } from '../status';
import { UrgentBadge } from './flags';
import classes from './LabCard.module.css';
import { type LabOwner, type LabSummary, labsOfQuery } from './queries';

function Test({ lab }: { lab: LabSummary }) {
  const { t } = useTranslation();
  const waits = lab.status === 'Requested' || lab.status === 'In_progress';
  return (
    <li className={classes.row} data-cancelled={lab.status === 'Cancelled' || undefined}>
      <div className={classes.what}>
        <Link to="/labs/$labId" params={{ labId: String(lab.id) }} className={classes.link}>
          {lab.test_type}
        </Link>
        <div className={classes.detail}>
          <RelativeTime at={lab.dated_at} />
          <span className="code">{lab.code}</span>
          {lab.abnormal_count > 0 && <span className={classes.abnormal}>{t('{{count}} abnormal', { count: lab.abnormal_count })}</span>}
          {lab.file_count > 0 && <span>{t('{{count}} files', { count: lab.file_count })}</span>}
        </div>
      </div>
      <div className={classes.state}>
        {lab.urgent && waits && <UrgentBadge />}
        <LabStatus status={lab.status} />
      </div>
    </li>
  );
}

interface LabCardProps {
  of: LabOwner;
  actions?: React.ReactNode;
  /** Said when there is none. */
  empty: string;
}

/** The laboratory tests of a case or of a patient: each with its status, newest first. */
export function LabCard({ of: owner, actions, empty }: LabCardProps) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(labsOfQuery(owner));
  const labs = found.data?.pages.flatMap((page) => page.items);

  const body = (): React.ReactNode => {
    if (labs === undefined) return found.isError ? <PartError error={found.error} onRetry={found.refetch} /> : <Skeleton height={88} />;
    if (labs.length === 0) return <span className={classes.none}>{empty}</span>;
    return (
      <ul className={classes.list} aria-label={t('Laboratory')}>
        {labs.map((lab) => (
          <Test key={lab.id} lab={lab} />
        ))}
      </ul>
    );
  };

  return (
    <SectionCard title={t('Laboratory')} actions={actions}>
      {body()}
      {found.hasNextPage && (
        <Button variant="default" fullWidth mt="sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </SectionCard>
  );
}
