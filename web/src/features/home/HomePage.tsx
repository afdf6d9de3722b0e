import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { KeyHint } from '@/components/KeyHint';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { fetched } from '@/lib/fetched';
import { type Home, homeQuery } from '@/lib/home';
import { useCan, useMe } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDate, formatDuration, useNow } from '@/lib/time';
import classes from './HomePage.module.css';
import { type Queue, waitingQuery } from './queries';
import { WaitingCard } from './WaitingCard';

// The sign-in page loads this one along; the teller's card is not for everyone.
const CashierCard = lazy(async () => ({ default: (await fetched(() => import('./CashierCard'))).CashierCard }));

interface FigureProps {
  label: string;
  link?: LinkProps['to'];
  children: React.ReactNode;
  detail?: React.ReactNode;
  /** It is not as it should be; the detail says what. */
  warn?: boolean;
}

/** One number that matters, and where it comes from. */
function Figure({ label, link, children, detail, warn = false }: FigureProps) {
  const inner = (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{children}</span>
      <span className={classes.detail} data-warn={warn || undefined}>
        {warn && <IconAlertTriangle size={14} stroke={1.8} aria-hidden="true" />}
        {detail ?? ' '}
      </span>
    </>
  );
  return link === undefined ? (
    <div className={classes.figure}>{inner}</div>
  ) : (
    <Link to={link} className={classes.figure}>
      {inner}
    </Link>
  );
}

const queueLinks = {
  Pending: '/queues/pending',
  Ready_for_Coding: '/queues/coding',
  Admitted: '/queues/admitted',
  Outpatient: '/queues/outpatients',
} as const satisfies Record<Queue['status'], string>;

/** How old the last backup is that can surely be restored. */
function BackupFigure({ backup: { verified, failed, warn } }: { backup: NonNullable<Home['backup']> }) {
  const { t } = useTranslation();
  const now = useNow();
  const words = (): string => {
    if (failed !== '') return t('the last one failed');
    if (verified === null) return t('make and verify one');
    return warn ? t('old: more than 36 hours') : t('old');
  };
  return (
    <Figure label={t('Last verified backup')} link="/admin/backups" detail={words()} warn={warn}>
      {verified === null ? t('None') : formatDuration(now - Date.parse(verified))}
    </Figure>
  );
}

function Figures({ home }: { home: Home }) {
  const { t } = useTranslation();
  const can = useCan();
  const count = (status: Queue['status']): number | undefined => home.queues.find((queue) => queue.status === status)?.count;
  const admitted = count('Admitted');
  const outpatients = count('Outpatient');
  return (
    <div className={classes.figures}>
      {home.beds !== undefined && (
        <Figure label={t('Beds free')} link="/ward" detail={home.beds.total === 0 ? t('none set up yet') : t('of {{count}}', { count: home.beds.total })}>
          {home.beds.free}
        </Figure>
      )}
      {admitted !== undefined && (
        <Figure label={t('Admitted')} link="/queues/admitted" detail={t('in hospital now')}>
          {admitted}
        </Figure>
      )}
      {outpatients !== undefined && (
        <Figure label={t('Outpatients')} link="/queues/outpatients" detail={t('in care now')}>
          {outpatients}
        </Figure>
      )}
      {home.laboratory !== undefined && (
        <Figure label={t('Laboratory')} link="/labs" detail={home.laboratory.urgent > 0 ? t('to do, {{count}} urgent', { count: home.laboratory.urgent }) : t('tests to do')}>
          {home.laboratory.requested + home.laboratory.in_progress}
        </Figure>
      )}
      {home.outstanding !== undefined && (
        <>
          <Figure label={t('Outstanding')} link={can('bill:read') ? '/bills' : undefined} detail={t('on {{count}} bills', { count: home.outstanding.bills })}>
            <Money amount={home.outstanding.amount} />
          </Figure>
          <Figure label={t('Awaiting the final bill')} link={can('bill:read') ? '/bills' : undefined} detail={t('discharged patients')}>
            {home.outstanding.awaiting_final}
          </Figure>
        </>
      )}
      {home.backup !== undefined && <BackupFigure backup={home.backup} />}
      <Figure label={t('Done by you today')} detail={t('entries in the record')}>
        {home.done_today}
      </Figure>
    </div>
  );
}

/** The front desk does not treat the waiting, but is asked about them. */
function DeskQueue({ queue }: { queue: Queue }) {
  const { t } = useTranslation();
  const waiting = useQuery(waitingQuery('Pending'));
  return (
    <WaitingCard
      title={t('Checked in, waiting for the doctor')}
      cases={waiting.data ?? (waiting.isError ? [] : undefined)}
      count={queue.count}
      late={queue.late}
      link={queueLinks.Pending}
      calm={t('Nobody is waiting for the doctor')}
    />
  );
}

function Queues({ home }: { home: Home }) {
  const { t } = useTranslation();
  const can = useCan();
  const pending = home.queues.find((queue) => queue.status === 'Pending');
  const coding = home.queues.find((queue) => queue.status === 'Ready_for_Coding');
  const treats = can('encounter:write-nursing');
  return (
    <div className={classes.queues}>
      {pending !== undefined && treats && (
        <WaitingCard
          title={t('Pending')}
          cases={pending.longest}
          count={pending.count}
          late={pending.late}
          link={queueLinks.Pending}
          calm={t('Nobody is waiting to be seen. Well done.')}
        />
      )}
      {pending !== undefined && !treats && can('encounter:check-in') && <DeskQueue queue={pending} />}
      {coding !== undefined && can('encounter:finalize') && (
        <WaitingCard
          title={t('Ready for coding')}
          cases={coding.longest}
          count={coding.count}
          late={coding.late}
          link={queueLinks.Ready_for_Coding}
          calm={t('Every case is coded. Well done.')}
        />
      )}
    </div>
  );
}

/** What waits for the person who is signed in, oldest first, and the numbers they steer by. */
export function HomePage() {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const now = useNow();
  const navigate = useNavigate();
  const found = useQuery(homeQuery);
  const mayCheckIn = can('encounter:check-in');
  const checkIn = (): void => void navigate({ to: '/check-in', search: {} });
  const takesCash = can('payment:take') && can('shift:keep');
  useShortcuts(mayCheckIn ? [{ keys: 'n', label: t('Check in a patient'), run: checkIn }] : []);

  return (
    <>
      <PageHeader
        title={t('Home')}
        actions={
          mayCheckIn && (
            <Button leftSection={<IconUserPlus size={16} />} rightSection={<KeyHint keys="n" />} onClick={checkIn}>
              {t('Check in')}
            </Button>
          )
        }
      >
        {[me?.name, formatDate(now)].filter((part) => part !== undefined).join(' · ')}
      </PageHeader>
      {found.data === undefined ? (
        found.isError ? (
          <ErrorState error={found.error} onRetry={found.refetch} />
        ) : (
          <div aria-busy="true">
            <Skeleton height={86} radius={8} mb="md" />
            <Skeleton height={320} radius={8} />
          </div>
        )
      ) : (
        <>
          {takesCash && (
            <Suspense fallback={<Skeleton height={60} radius={8} mb="md" />}>
              <CashierCard />
            </Suspense>
          )}
          <Figures home={found.data} />
          <Queues home={found.data} />
        </>
      )}
    </>
  );
}
