import { Button, Switch } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { useCan } from '@/lib/permissions';
import { formatDate, formatExact } from '@/lib/time';
import { LiftHold } from '@/shared/privacy/HoldDialogs';
import { holdsQuery, type LegalHold } from '@/shared/privacy/queries';
import { ListCard } from '../record/ListFrame';
import { PatientLink } from './PatientLink';
import classes from './Records.module.css';
import type { RecordsSearch } from './search';

function By({ at, name }: { at: string; name: string }) {
  return (
    <>
      <time dateTime={at} title={formatExact(at)}>
        {formatDate(at)}
      </time>
      <div className={classes.detail}>{name}</div>
    </>
  );
}

interface HoldsProps {
  search: RecordsSearch;
  onSearch: (change: Partial<RecordsSearch>) => void;
}

/** Records that are kept whatever their age, and why. */
export function Holds({ search: { lifted }, onSearch }: HoldsProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [lifting, setLifting] = useState<LegalHold | null>(null);
  const all = lifted === true;
  const found = useInfiniteQuery({ ...holdsQuery(all), placeholderData: keepPreviousData });
  const columns: Column<LegalHold>[] = [
    { key: 'patient', header: t('Patient'), primary: true, width: '280px', cell: (hold) => <PatientLink patient={hold.patient} /> },
    { key: 'reason', header: t('Reason'), cell: (hold) => <div className={classes.text}>{hold.reason}</div> },
    { key: 'placed', header: t('Placed'), width: '150px', cell: (hold) => <By at={hold.placed_at} name={hold.placed_by_name} /> },
    ...(all
      ? [
          {
            key: 'lifted',
            header: t('Lifted'),
            width: '220px',
            cell: (hold: LegalHold) =>
              hold.lifted_at === null ? (
                <span className="soft">{t('Holds')}</span>
              ) : (
                <>
                  <By at={hold.lifted_at} name={hold.lifted_by_name} />
                  <div className={classes.detail}>{hold.lift_reason}</div>
                </>
              ),
          },
        ]
      : []),
    {
      key: 'acts',
      header: '',
      align: 'right',
      width: '80px',
      cell: (hold) =>
        hold.lifted_at === null &&
        can('legal-hold:write') && (
          <Button variant="default" size="compact-sm" aria-label={t('Lift the hold on the record of {{name}}', { name: hold.patient.name })} onClick={() => setLifting(hold)}>
            {t('Lift')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <div className={classes.filters} role="search" aria-label={t('Legal holds')}>
        <Switch label={t('Show lifted ones too')} checked={all} onChange={(event) => onSearch({ lifted: event.currentTarget.checked ? true : undefined })} />
      </div>
      <ListCard>
        <DataTable
          label={t('Legal holds')}
          columns={columns}
          rows={found.data?.pages.flatMap((page) => page.items)}
          rowKey={(hold) => hold.id}
          error={found.error}
          onRetry={found.refetch}
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
          empty={<EmptyState title={all ? t('No record was ever on hold') : t('No record is on hold')}>{t('A hold is placed on the patient’s page, with the reason for which the record must be kept.')}</EmptyState>}
        />
      </ListCard>
      {lifting !== null && <LiftHold hold={lifting} onClose={() => setLifting(null)} />}
    </>
  );
}
