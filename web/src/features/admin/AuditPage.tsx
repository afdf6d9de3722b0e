import { Button, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { formatDate, formatPlainDate } from '@/lib/time';
import { trailExport } from '@/shared/trail';
import { AuditEntry } from './AuditEntry';
import { AuditFilters } from './AuditFilters';
import classes from './AuditPage.module.css';
import { auditQuery, peopleQuery } from './queries';
import { type AuditSearch, dayAfter, tidy, trailFilterOf } from './search';
import { TrailEnd } from './TrailEnd';

const route = getRouteApi('/reading/admin/audit');

/** The page follows one user through one day. */
function Day({ name, day, onDay }: { name: string; day: string; onDay: (day: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.theirDay}>
      <Button variant="default" size="compact-sm" leftSection={<IconChevronLeft size={15} />} onClick={() => onDay(dayAfter(day, -1))}>
        {t('Day before')}
      </Button>
      <strong>{name === '' ? formatPlainDate(day) : t('{{name}} on {{day}}', { name, day: formatPlainDate(day) })}</strong>
      <Button variant="default" size="compact-sm" rightSection={<IconChevronRight size={15} />} onClick={() => onDay(dayAfter(day, 1))}>
        {t('Day after')}
      </Button>
    </div>
  );
}

interface AuditViewProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** What happened, narrowed as the address says, and how far the trail goes. */
export function AuditView({ search, onSearch }: AuditViewProps) {
  const { t } = useTranslation();
  const [paper, setPaper] = useState(false);
  const people = useQuery(peopleQuery).data;
  const filter = trailFilterOf(search);
  const trail = useInfiniteQuery({ ...auditQuery(filter), placeholderData: keepPreviousData });
  const lines = trail.data?.pages.flatMap((page) => page.items);
  const nameOf = (id: number | undefined): string => people?.find((user) => user.id === id)?.name ?? '';
  const set = (change: Partial<AuditSearch>): void => onSearch(tidy({ ...search, ...change }));
  const day = search.from !== undefined && search.from === search.to ? search.from : undefined;

  const body = (): React.ReactNode => {
    if (lines === undefined) {
      if (trail.isError) return <ErrorState error={trail.error} onRetry={trail.refetch} />;
      return (
        <div className={classes.loading} aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((index) => (
            <Skeleton key={index} height={40} />
          ))}
        </div>
      );
    }
    if (lines.length === 0) {
      return (
        <EmptyState
          title={t('Nothing matches')}
          action={
            <Button variant="default" onClick={() => onSearch({})}>
              {t('Show everything')}
            </Button>
          }
        />
      );
    }
    return (
      <>
        <ol className={classes.lines} aria-label={t('Audit')}>
          {lines.map((line, index) => {
            const date = formatDate(line.at);
            const previous = lines[index - 1];
            return (
              <li key={line.id} className={classes.line}>
                {(previous === undefined || formatDate(previous.at) !== date) && <h3 className={classes.day}>{date}</h3>}
                <AuditEntry line={line} userName={line.entity === 'user' ? nameOf(line.entity_id) : ''} patientChosen={search.patient !== undefined} />
              </li>
            );
          })}
        </ol>
        {trail.hasNextPage && (
          <div className={`${classes.more} no-print`}>
            <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
              {t('Show older')}
            </Button>
          </div>
        )}
      </>
    );
  };

  return (
    <div className={classes.page} data-paper={paper || undefined}>
      <PageHeader
        title={t('Audit')}
        actions={
          <Button className="no-print" component="a" href={trailExport(filter)} download variant="default" leftSection={<IconDownload size={16} stroke={1.7} />}>
            {t('Export CSV')}
          </Button>
        }
      >
        {t('Every act on every record, newest first. Nothing here can be changed or removed.')}
      </PageHeader>
      <AuditFilters search={search} people={people} onSearch={set} />
      {day !== undefined && <Day name={nameOf(search.who)} day={day} onDay={(next) => set({ from: next, to: next })} />}
      <SectionCard title={t('Acts')} flush>
        {body()}
      </SectionCard>
      <TrailEnd onPaper={setPaper} />
    </div>
  );
}

export function AuditPage() {
  const navigate = route.useNavigate();
  return <AuditView search={route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}
