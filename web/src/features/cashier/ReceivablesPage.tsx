import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconCash, IconPrinter, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatPlainDate } from '@/lib/time';
import { CancelNote } from '@/shared/CancelNote';
import { notePath, NoteStatus } from '@/shared/promissory';
import { usePrinter } from '@/shared/usePrinter';
import { useSearchText } from '@/shared/useSearchText';
import { owingQuery, type PromisedBill, receivablesQuery } from './queries';
import { readNoteState, type ReceivableSearch } from './search';
import classes from './ShiftsPage.module.css';

const route = getRouteApi('/wide/cashier/receivables');

function isOwed(note: PromisedBill): boolean {
  return note.status === 'open' || note.status === 'overdue';
}

export function ReceivablesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const printer = usePrinter();
  const filters = route.useSearch();
  const field = useRef<HTMLInputElement>(null);
  const set = (change: ReceivableSearch): void => void navigate({ to: '/cashier/receivables', search: { ...filters, ...change }, replace: true });
  const text = useSearchText(filters.q ?? '', (q) => set({ q: q === '' ? undefined : q }));
  useShortcuts([{ keys: 'f', label: t('Find a promissory note'), run: () => field.current?.focus() }]);
  const [cancelling, setCancelling] = useState<PromisedBill | null>(null);
  const owing = useQuery(owingQuery).data;
  const status = filters.status ?? 'open';
  const notes = useInfiniteQuery({
    ...receivablesQuery({ ...(filters.q === undefined ? {} : { q: filters.q }), ...(status === 'all' ? {} : { status }) }),
    placeholderData: keepPreviousData,
  });

  const columns: Column<PromisedBill>[] = [
    {
      key: 'patient',
      header: t('Patient'),
      primary: true,
      cell: (note) => (
        <Link to="/bills/$billId" params={{ billId: String(note.bill_id) }}>
          {note.patient.name}
        </Link>
      ),
    },
    { key: 'note', header: t('Note'), width: '56px', wideOnly: true, cell: (note) => note.number },
    { key: 'maker', header: t('Maker'), wideOnly: true, cell: (note) => (note.maker_contact === '' ? note.maker_name : `${note.maker_name}, ${note.maker_contact}`) },
    { key: 'bill', header: t('Bill'), width: '108px', wideOnly: true, cell: (note) => <span className="code">{note.bill_code}</span> },
    { key: 'due', header: t('Due'), width: '128px', cell: (note) => formatPlainDate(note.due_date) },
    {
      key: 'status',
      header: t('Status'),
      width: '168px',
      cell: (note) => (
        <span className={classes.status}>
          <NoteStatus status={note.status} />
          {note.days_overdue > 0 && <span className="soft">{t('{{count}} days', { count: note.days_overdue })}</span>}
        </span>
      ),
    },
    {
      key: 'balance',
      header: t('Owed'),
      align: 'right',
      width: '116px',
      cell: (note) => (
        <span title={t('{{amount}} was promised', { amount: formatMoney(note.amount) })}>
          <Money amount={note.balance} strong overdue={note.status === 'overdue'} paid={note.status === 'settled'} />
        </span>
      ),
    },
    {
      key: 'acts',
      header: '',
      align: 'right',
      width: '256px',
      cell: (note) => (
        <span className={classes.acts}>
          <ActionIcon aria-label={t('Print promissory note {{number}}', { number: note.number })} title={t('Print')} onClick={() => printer.print(notePath(note.id))}>
            <IconPrinter size={16} stroke={1.7} />
          </ActionIcon>
          {isOwed(note) && can('promissory-note:write') && (
            <ActionIcon aria-label={t('Cancel promissory note {{number}}', { number: note.number })} title={t('Cancel this note')} onClick={() => setCancelling(note)}>
              <IconX size={16} stroke={1.7} />
            </ActionIcon>
          )}
          {isOwed(note) && can('payment:take') && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconCash size={16} stroke={1.7} />}
              aria-label={t('Take payment from {{name}}', { name: note.patient.name })}
              onClick={() => void navigate({ to: '/bills/$billId', params: { billId: String(note.bill_id) }, search: { pay: true } })}
            >
              {t('Take payment')}
            </Button>
          )}
        </span>
      ),
    },
  ];

  return (
    <>
      <PageHeader title={t('Receivables')}>
        {owing === undefined
          ? ' '
          : owing.overdue > 0
            ? t('{{amount}} owed on {{count}} promissory notes, {{overdue}} of it overdue', { count: owing.notes, amount: formatMoney(owing.amount), overdue: formatMoney(owing.overdue_amount) })
            : t('{{amount}} owed on {{count}} promissory notes', { count: owing.notes, amount: formatMoney(owing.amount) })}
      </PageHeader>
      <div className={classes.filters} role="search">
        <TextInput
          ref={field}
          aria-label={t('Find a promissory note')}
          placeholder={t('Patient, bill, case or maker')}
          leftSection={<IconSearch size={16} stroke={1.7} />}
          className={classes.find}
          value={text.value}
          onChange={(event) => text.change(event.currentTarget.value)}
        />
        <Select
          aria-label={t('Status')}
          w={170}
          allowDeselect={false}
          value={status}
          onChange={(chosen) => set({ status: chosen === 'open' ? undefined : readNoteState(chosen) })}
          data={[
            { value: 'open', label: t('Still owed') },
            { value: 'overdue', label: t('Overdue') },
            { value: 'settled', label: t('Settled') },
            { value: 'cancelled', label: t('Cancelled') },
            { value: 'all', label: t('All') },
          ]}
        />
      </div>
      <SectionCard title={t('Promissory notes')} note={t('by due date')} flush>
        <DataTable
          label={t('Promissory notes')}
          columns={columns}
          rows={notes.data?.pages.flatMap((page) => page.items)}
          rowKey={(note) => note.id}
          error={notes.error}
          onRetry={notes.refetch}
          onOpen={(note) => void navigate({ to: '/bills/$billId', params: { billId: String(note.bill_id) } })}
          tone={(note) => (note.status === 'overdue' ? 'red' : undefined)}
          more={{ has: notes.hasNextPage, loading: notes.isFetchingNextPage, load: notes.fetchNextPage }}
          empty={
            filters.q === undefined && status === 'open' ? (
              <EmptyState title={t('Nothing is owed on promissory notes')}>{t('A note is taken on the page of a final bill, for what cannot be paid at once.')}</EmptyState>
            ) : (
              <EmptyState title={t('No promissory note matches')} action={<Link to="/cashier/receivables">{t('Show what is still owed')}</Link>} />
            )
          }
        />
      </SectionCard>
      <CancelNote note={cancelling} onClose={() => setCancelling(null)} />
    </>
  );
}
