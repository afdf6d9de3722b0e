import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { useCan } from '@/lib/permissions';
import { formatDate, formatPlainDate } from '@/lib/time';
import { CorrectionDialog } from '@/shared/privacy/CorrectionDialog';
import { CorrectionStatus } from '@/shared/privacy/CorrectionStatus';
import { type CorrectionRequest, correctionsQuery } from '@/shared/privacy/queries';
import { patientNameQuery } from '../queries';
import { ListCard } from '../record/ListFrame';
import { readOneOf, tidy } from '../search';
import { PatientLink } from './PatientLink';
import classes from './Records.module.css';
import { correctionStatuses, type RecordsSearch } from './search';

interface TabProps {
  search: RecordsSearch;
  onSearch: (change: Partial<RecordsSearch>) => void;
}

/** What patients say is wrong in their records: the open requests first, and their answers. */
export function Corrections({ search: { status, patient }, onSearch }: TabProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [shown, setShown] = useState<CorrectionRequest | null>(null);
  const found = useInfiniteQuery({ ...correctionsQuery(tidy({ status, patient_id: patient })), placeholderData: keepPreviousData });
  const name = useQuery({ ...patientNameQuery(patient ?? 0), enabled: patient !== undefined }).data?.name;
  const filtered = status !== undefined || patient !== undefined;
  const columns: Column<CorrectionRequest>[] = [
    { key: 'patient', header: t('Patient'), primary: true, width: '280px', cell: (request) => <PatientLink patient={request.patient} /> },
    {
      key: 'wrong',
      header: t('What is wrong'),
      cell: (request) => (
        <>
          <div className={classes.cut}>{request.wrong}</div>
          {request.answer !== '' && <div className={`${classes.cut} ${classes.detail}`}>{t('Answer: {{answer}}', { answer: request.answer })}</div>}
        </>
      ),
    },
    {
      key: 'asked',
      header: t('Asked by'),
      width: '170px',
      wideOnly: true,
      cell: (request) => (
        <>
          {request.requester}
          {request.relationship !== '' && <div className={classes.detail}>{request.relationship}</div>}
        </>
      ),
    },
    { key: 'status', header: t('Status'), width: '120px', cell: (request) => <CorrectionStatus request={request} /> },
    {
      key: 'due',
      header: t('Due or answered'),
      width: '140px',
      cell: (request) => (request.decided_at === null ? formatPlainDate(request.due_on) : <span className="soft">{formatDate(request.decided_at)}</span>),
    },
    {
      key: 'acts',
      header: '',
      align: 'right',
      width: '96px',
      cell: (request) => (
        <Button variant="default" size="compact-sm" aria-label={t('Open the request of {{name}}: {{wrong}}', { name: request.patient.name, wrong: request.wrong })} onClick={() => setShown(request)}>
          {request.status === 'Open' && can('correction:decide') ? t('Answer') : t('Open')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <div className={classes.filters} role="search" aria-label={t('Requests for corrections')}>
        <NativeSelect
          aria-label={t('Status')}
          data={[{ value: '', label: t('All, the open ones first') }, ...correctionStatuses.map((each) => ({ value: each, label: t(each) }))]}
          value={status ?? ''}
          onChange={(event) => onSearch({ status: readOneOf(correctionStatuses, event.currentTarget.value) })}
        />
        {patient !== undefined && (
          <Button variant="default" onClick={() => onSearch({ patient: undefined })}>
            {t('Only {{name}}: show all', { name: name ?? t('Patient {{id}}', { id: patient }) })}
          </Button>
        )}
      </div>
      <ListCard>
        <DataTable
          label={t('Requests for corrections')}
          columns={columns}
          rows={found.data?.pages.flatMap((page) => page.items)}
          rowKey={(request) => request.id}
          error={found.error}
          onRetry={found.refetch}
          onOpen={setShown}
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
          tone={(request) => (request.overdue ? 'red' : undefined)}
          empty={
            <EmptyState
              title={filtered ? t('No request is like this') : t('No requests yet')}
              action={
                filtered ? (
                  <Button variant="default" onClick={() => onSearch({ status: undefined, patient: undefined })}>
                    {t('Show all')}
                  </Button>
                ) : undefined
              }
            >
              {t('Who hears of a mistake writes it down on the patient’s page: “Request a correction”.')}
            </EmptyState>
          }
        />
      </ListCard>
      {shown !== null && <CorrectionDialog request={shown} onClose={() => setShown(null)} />}
    </>
  );
}
