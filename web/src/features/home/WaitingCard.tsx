import { Skeleton } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { useMe } from '@/lib/permissions';
import { useNow } from '@/lib/time';
import { ageAndSex } from '@/shared/patientWords';
import type { WaitingCase } from './queries';
import classes from './WaitingCard.module.css';

/** Minutes after which a patient has waited too long. */
const lateMilliseconds = 30 * 60_000;

function Row({ waiting }: { waiting: WaitingCase }) {
  const { t } = useTranslation();
  const me = useMe();
  const now = useNow();
  const late = now - Date.parse(waiting.status_since) > lateMilliseconds;
  const claim =
    waiting.claimed_by === null ? null : waiting.claimed_by === me?.id ? t('You are on it') : t('{{name}} is on it', { name: waiting.claimed_by_name });
  return (
    <li>
      <Link to="/cases/$encounterId" params={{ encounterId: String(waiting.id) }} className={classes.row}>
        <span className={classes.wait} data-late={late || undefined}>
          <RelativeTime at={waiting.status_since} bare />
        </span>
        <span className={classes.who}>
          <span className={classes.name}>{waiting.patient.name}</span>
          <span className={classes.detail}>
            {[ageAndSex(t, waiting.patient), waiting.reason_for_visit].filter((part) => part !== '').join(' · ')}
          </span>
          {waiting.send_back_reason !== undefined && waiting.send_back_reason !== '' && waiting.status === 'Pending' && (
            <span className={classes.back}>{t('Sent back: {{reason}}', { reason: waiting.send_back_reason })}</span>
          )}
        </span>
        <span className={classes.right}>
          <span className="code soft">{waiting.case_number}</span>
          {claim !== null && (
            <span className={classes.claim} data-mine={waiting.claimed_by === me?.id || undefined}>
              {claim}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}

interface WaitingCardProps {
  title: string;
  /** Undefined while loading. */
  cases: readonly WaitingCase[] | undefined;
  count: number;
  late: number;
  link: LinkProps['to'];
  /** Said when nobody waits. */
  calm: string;
}

/** Who waits at one stage, the longest first. */
export function WaitingCard({ title, cases, count, late, link, calm }: WaitingCardProps) {
  const { t } = useTranslation();
  const note = (
    <span className={classes.note}>
      {t('{{count}} waiting', { count })}
      {late > 0 && <span className={classes.late}>{t('{{count}} over 30 min', { count: late })}</span>}
    </span>
  );
  return (
    <SectionCard
      title={title}
      note={note}
      flush
      actions={
        <Link to={link} className={classes.all}>
          {t('Open the queue')}
        </Link>
      }
    >
      {cases === undefined ? (
        <div className={classes.loading}>
          {[0, 1, 2].map((index) => (
            <Skeleton key={index} height={32} />
          ))}
        </div>
      ) : cases.length === 0 ? (
        <EmptyState title={calm} icon={<IconMoodSmile size={28} stroke={1.5} />} />
      ) : (
        <>
          <ol className={classes.list} aria-label={title}>
            {cases.map((waiting) => (
              <Row key={waiting.id} waiting={waiting} />
            ))}
          </ol>
          {count > cases.length && (
            <Link to={link} className={classes.more}>
              {t('{{count}} more', { count: count - cases.length })}
            </Link>
          )}
        </>
      )}
    </SectionCard>
  );
}
