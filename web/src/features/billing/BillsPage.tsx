import { Select, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { useShortcuts } from '@/lib/shortcuts';
import { BillStatus } from '@/shared/status';
import { useSearchText } from '@/shared/useSearchText';
import classes from './BillsPage.module.css';
import { type BillSearch, billStatuses, readStatus } from './filters';
import { billListQuery, type BillSummary } from './queries';

const route = getRouteApi('/wide/bills');

export function BillsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = route.useSearch();
  const searchField = useRef<HTMLInputElement>(null);
  const set = (change: Partial<BillSearch>): void => {
    void navigate({ to: '/bills', search: { ...filters, ...change }, replace: true });
  };
  const text = useSearchText(filters.q ?? '', (q) => set({ q: q === '' ? undefined : q }));
  useShortcuts([{ keys: 'f', label: t('Find a bill'), run: () => searchField.current?.focus() }]);

  const bills = useInfiniteQuery({
    ...billListQuery({
      ...(filters.q === undefined ? {} : { q: filters.q }),
      ...(filters.status === undefined ? {} : { status: filters.status }),
      ...(filters.open === true ? { open: true } : {}),
    }),
    placeholderData: keepPreviousData,
  });
  const rows = bills.data?.pages.flatMap((page) => page.items);
  const filtered = filters.q !== undefined || filters.status !== undefined || filters.open === true;

  const columns: Column<BillSummary>[] = [
    {
      key: 'patient',
      header: t('Patient'),
      primary: true,
      cell: (bill) => (
        <Link to="/bills/$billId" params={{ billId: String(bill.id) }}>
          {bill.patient.name}
        </Link>
      ),
    },
    { key: 'code', header: t('Bill'), width: '108px', cell: (bill) => <span className="code">{bill.code}</span> },
    { key: 'case', header: t('Case'), width: '148px', wideOnly: true, cell: (bill) => <span className="code">{bill.case_number}</span> },
    { key: 'opened', header: t('Opened'), width: '136px', wideOnly: true, cell: (bill) => <span className={classes.when}><RelativeTime at={bill.created_at} /></span> },
    {
      key: 'status',
      header: t('Status'),
      width: '180px',
      cell: (bill) => (
        <span className={classes.status}>
          <BillStatus status={bill.status} />
          <span className="soft">{bill.final ? t('final') : bill.care_ended_at !== null ? t('to be issued') : t('in care')}</span>
        </span>
      ),
    },
    { key: 'due', header: t('Due'), align: 'right', width: '116px', cell: (bill) => <Money amount={bill.total_due} /> },
    { key: 'paid', header: t('Paid'), align: 'right', width: '116px', wideOnly: true, cell: (bill) => <Money amount={bill.total_paid} paid={bill.status === 'Partial' || bill.status === 'Paid'} /> },
    { key: 'balance', header: t('Balance'), align: 'right', width: '116px', cell: (bill) => <Money amount={bill.balance} strong paid={bill.status === 'Paid'} /> },
  ];

  return (
    <>
      <PageHeader title={t('Bills')} />
      <div className={classes.filters} role="search">
        <TextInput
          ref={searchField}
          aria-label={t('Find a bill')}
          placeholder={t('Bill, case, patient name, code or phone')}
          leftSection={<IconSearch size={16} stroke={1.7} />}
          className={classes.find}
          value={text.value}
          onChange={(event) => text.change(event.currentTarget.value)}
        />
        <Select
          aria-label={t('Status')}
          placeholder={t('Any status')}
          clearable
          w={160}
          data={billStatuses.map((status) => ({ value: status, label: status === 'Partial' ? t('Partly paid') : t(status) }))}
          value={filters.status ?? null}
          onChange={(status) => set({ status: readStatus(status) })}
        />
        <Switch label={t('Open only')} description={undefined} checked={filters.open === true} onChange={(event) => set({ open: event.currentTarget.checked ? true : undefined })} />
      </div>
      <SectionCard title={filtered ? t('Found') : t('All bills')} note={t('Newest first')} flush>
        <DataTable
          label={t('Bills')}
          columns={columns}
          rows={rows}
          rowKey={(bill) => bill.id}
          error={bills.error}
          onRetry={bills.refetch}
          onOpen={(bill) => void navigate({ to: '/bills/$billId', params: { billId: String(bill.id) } })}
          skeletonRows={12}
          more={{ has: bills.hasNextPage, loading: bills.isFetchingNextPage, load: bills.fetchNextPage }}
          empty={
            filtered ? (
              <EmptyState title={t('No bill matches')} action={<Link to="/bills">{t('Show all bills')}</Link>}>
                {t('Search by bill code, case number, or the patient’s name, code or phone.')}
              </EmptyState>
            ) : (
              <EmptyState title={t('No bills yet')}>{t('A bill opens when a case is finalised after coding.')}</EmptyState>
            )
          }
        />
      </SectionCard>
    </>
  );
}
