import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import { formatDateTime, formatDuration, formatExact } from '@/lib/time';
import { PartError } from '@/shared/BreakGlass';
import { useRateWords } from '@/shared/rate';
import { staysQuery } from '../queries';
import classes from './Bed.module.css';

/** The bed the patient lies in, and those before it. */
export function BedCard({ encounterId, onTransfer }: { encounterId: number; onTransfer?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const can = useCan();
  const rateWords = useRateWords();
  const found = useQuery(staysQuery(encounterId));
  const stays = found.data;
  const current = stays?.find((stay) => stay.ended_at === null);
  const former = stays?.filter((stay) => stay.ended_at !== null).reverse() ?? [];

  const body = (): React.ReactNode => {
    if (stays === undefined) return found.isError ? <PartError error={found.error} onRetry={() => found.refetch()} /> : <Skeleton height={56} />;
    return (
      <>
        {current !== undefined && (
          <div className={classes.current}>
            <span className={classes.number}>{current.bed_number}</span>
            <span className={classes.room}>
              <span>{current.room_name}</span>
              <span className="soft">
                {t('for')} <RelativeTime at={current.started_at} bare />
                {can('bill:read') && ` · ${rateWords(current.rate)}`}
              </span>
            </span>
          </div>
        )}
        {former.length > 0 && (
          <ol className={classes.former} aria-label={t('Former beds')}>
            {former.map((stay) => (
              <li key={stay.id} className={classes.stay}>
                <span>
                  <strong>{stay.bed_number}</strong> {stay.room_name}
                </span>
                <time dateTime={stay.started_at} title={`${formatExact(stay.started_at)} – ${formatExact(stay.ended_at ?? stay.started_at)}`} className="soft">
                  {formatDateTime(stay.started_at)}, {formatDuration(Date.parse(stay.ended_at ?? stay.started_at) - Date.parse(stay.started_at))}
                </time>
              </li>
            ))}
          </ol>
        )}
      </>
    );
  };

  return (
    <SectionCard
      title={t('Bed')}
      actions={
        onTransfer === undefined ? undefined : (
          <Button size="compact-sm" variant="default" onClick={onTransfer}>
            {t('Transfer')}
          </Button>
        )
      }
    >
      {body()}
    </SectionCard>
  );
}
