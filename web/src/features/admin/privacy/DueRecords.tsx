import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { dayOf, formatDate, formatPlainDate, useNow } from '@/lib/time';
import { PlaceHold } from '@/shared/privacy/HoldDialogs';
import { ListCard } from '../record/ListFrame';
import { readDay } from '../search';
import { PatientLink } from './PatientLink';
import { type DueRecord, dueRecordsQuery, retentionSettingsQuery } from './queries';
import classes from './Records.module.css';
import type { RecordsSearch } from './search';

interface DueRecordsProps {
  search: RecordsSearch;
  onSearch: (change: Partial<RecordsSearch>) => void;
}

/** Records that the law does not want to be kept any more on a day, and what holds them nevertheless. */
export function DueRecords({ search: { on }, onSearch }: DueRecordsProps) {
  const { t } = useTranslation();
  const can = useCan();
  const today = dayOf(useNow());
  const [holding, setHolding] = useState<DueRecord | null>(null);
  const rules = useQuery(retentionSettingsQuery).data;
  const found = useInfiniteQuery({ ...dueRecordsQuery(on), placeholderData: keepPreviousData });
  const columns: Column<DueRecord>[] = [
    { key: 'patient', header: t('Patient'), primary: true, width: '280px', cell: (due) => <PatientLink patient={due.patient} /> },
    { key: 'until', header: t('To be kept until'), width: '140px', cell: (due) => formatPlainDate(due.keep_until) },
    { key: 'last', header: t('Last case ended'), width: '140px', cell: (due) => formatDate(due.last_case) },
    { key: 'cases', header: t('Cases'), align: 'right', width: '70px', wideOnly: true, cell: (due) => due.cases },
    { key: 'kind', header: t('Was'), width: '110px', cell: (due) => (due.inpatient ? t('Inpatient') : t('Outpatient')) },
    {
      key: 'held',
      header: t('What holds it'),
      cell: (due) =>
        due.held_for === '' ? (
          <span className="soft">{t('Nothing')}</span>
        ) : (
          <>
            <StatusBadge tone="amber" shape="square" label={t('On legal hold')} />
            <div className={classes.detail}>{due.held_for}</div>
          </>
        ),
    },
    {
      key: 'acts',
      header: '',
      align: 'right',
      width: '84px',
      cell: (due) =>
        due.held_for === '' &&
        can('legal-hold:write') && (
          <Button variant="default" size="compact-sm" aria-label={t('Place a legal hold on the record of {{name}}', { name: due.patient.name })} onClick={() => setHolding(due)}>
            {t('Hold')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <div className={classes.filters} role="search" aria-label={t('Retention')}>
        <TextInput label={t('Due on')} type="date" className={classes.day ?? ''} value={on ?? today} onChange={(event) => onSearch({ on: readDay(event.currentTarget.value) })} />
        {on !== undefined && on !== today && (
          <Button variant="default" onClick={() => onSearch({ on: undefined })}>
            {t('Today')}
          </Button>
        )}
        <p className={classes.words}>
          {rules !== undefined &&
            t('The law wants a record kept for {{inpatients}} years after the last case of who was an inpatient, for {{outpatients}} years of all others. The program removes nothing by itself.', {
              inpatients: rules.inpatient_years,
              outpatients: rules.outpatient_years,
            })}
        </p>
      </div>
      <ListCard>
        <DataTable
          label={t('Records that need not be kept any more')}
          columns={columns}
          rows={found.data?.pages.flatMap((page) => page.items)}
          rowKey={(due) => due.patient.id}
          error={found.error}
          onRetry={found.refetch}
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
          tone={(due) => (due.held_for === '' ? undefined : 'amber')}
          empty={
            <EmptyState title={t('Every record must still be kept on {{day}}', { day: formatPlainDate(on ?? today) })}>{t('Choose a later day to see what will be due then.')}</EmptyState>
          }
        />
      </ListCard>
      {holding !== null && <PlaceHold patient={holding.patient} onClose={() => setHolding(null)} />}
    </>
  );
}
