import { Switch } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { useMe } from '@/lib/permissions';
import { formatDateTime } from '@/lib/time';
import type { Shift } from '@/shared/shift';
import { Difference } from './Difference';
import { centavosOf } from './drawer';
import { shiftsQuery } from './queries';
import classes from './ShiftsPage.module.css';
import type { ShiftSearch } from './search';

const route = getRouteApi('/wide/cashier/shifts');

export function ShiftsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const filters = route.useSearch();
  const set = (change: ShiftSearch): void => void navigate({ to: '/cashier/shifts', search: { ...filters, ...change }, replace: true });
  const shifts = useInfiniteQuery({
    ...shiftsQuery({ ...(filters.all === true || me === undefined ? {} : { teller_id: me.id }), ...(filters.open === true ? { open: true } : {}) }),
    enabled: me !== undefined,
  });
  const columns: Column<Shift>[] = [
    {
      key: 'shift',
      header: t('Shift'),
      primary: true,
      cell: (shift) => (
        <Link to="/cashier/shifts/$shiftId" params={{ shiftId: String(shift.id) }}>
          {t('{{id}}, {{name}}', { id: shift.id, name: shift.teller_name })}
        </Link>
      ),
    },
    { key: 'opened', header: t('Opened'), width: '168px', cell: (shift) => formatDateTime(shift.opened_at) },
    { key: 'closed', header: t('Closed'), width: '168px', wideOnly: true, cell: (shift) => (shift.closed_at === null ? '' : formatDateTime(shift.closed_at)) },
    { key: 'opening', header: t('Opening cash'), align: 'right', width: '120px', wideOnly: true, cell: (shift) => <Money amount={shift.opening_cash} /> },
    { key: 'taken', header: t('Taken'), align: 'right', width: '120px', wideOnly: true, cell: (shift) => <Money amount={shift.payments} /> },
    { key: 'expected', header: t('Expected'), align: 'right', width: '120px', cell: (shift) => <Money amount={shift.expected_cash} strong /> },
    {
      key: 'state',
      header: t('Count'),
      width: '150px',
      cell: (shift) => (shift.open ? <StatusBadge tone="teal" shape="ring" label={t('Open')} /> : <Difference centavos={centavosOf(shift.over_short)} />),
    },
  ];
  return (
    <>
      <PageHeader title={t('Shifts')} />
      <div className={classes.filters}>
        <Switch label={t('Of all tellers')} checked={filters.all === true} onChange={(event) => set({ all: event.currentTarget.checked ? true : undefined })} />
        <Switch label={t('Open only')} checked={filters.open === true} onChange={(event) => set({ open: event.currentTarget.checked ? true : undefined })} />
      </div>
      <SectionCard title={filters.all === true ? t('Shifts of all tellers') : t('My shifts')} note={t('Newest first')} flush>
        <DataTable
          label={t('Shifts')}
          columns={columns}
          rows={shifts.data?.pages.flatMap((page) => page.items)}
          rowKey={(shift) => shift.id}
          error={shifts.error}
          onRetry={shifts.refetch}
          onOpen={(shift) => void navigate({ to: '/cashier/shifts/$shiftId', params: { shiftId: String(shift.id) } })}
          more={{ has: shifts.hasNextPage, loading: shifts.isFetchingNextPage, load: shifts.fetchNextPage }}
          empty={<EmptyState title={t('No shift here')}>{t('A shift is opened with the counted cash of a drawer, at the cashier’s window.')}</EmptyState>}
        />
      </SectionCard>
    </>
  );
}
