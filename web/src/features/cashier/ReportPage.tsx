import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { KeyHint } from '@/components/KeyHint';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { useShortcuts } from '@/lib/shortcuts';
import { dayOf, formatPlainDate, formatTime, useNow } from '@/lib/time';
import { usePrinter } from '@/shared/usePrinter';
import { Difference } from './Difference';
import { centavosOf } from './drawer';
import { Entries, Moves } from './Entries';
import { type CashReport, cashReportQuery, dayReportPath, type DayTakings, type ShiftTakings } from './queries';
import classes from './ShiftPage.module.css';
import { Sum, Sums } from './Sums';

const route = getRouteApi('/reading/cashier/report');

function Takings({ takings, total }: { takings: DayTakings; total: string }) {
  const { t } = useTranslation();
  const numbers = [...new Set([takings.first_receipt, takings.last_receipt])].flatMap((each) => (each === null ? [] : [String(each).padStart(6, '0')])).join('–');
  return (
    <Sums>
      <Sum label={[t('{{count}} receipts', { count: takings.receipts }), numbers].filter((part) => part !== '').join(', ')} amount={takings.payments} />
      <Sum label={t('Voided')} amount={takings.voids} less />
      <Sum label={t('Refunded')} amount={takings.refunds} less />
      <Sum label={t('Cash brought in')} amount={takings.cash_in} />
      <Sum label={t('Cash taken out')} amount={takings.cash_out} less />
      <Sum label={total} amount={takings.net} total />
    </Sums>
  );
}

function Shifts({ shifts }: { shifts: readonly ShiftTakings[] }) {
  const { t } = useTranslation();
  const columns: Column<ShiftTakings>[] = [
    {
      key: 'shift',
      header: t('Shift'),
      primary: true,
      cell: ({ shift_id: id, teller_name: name }) =>
        id === null ? (
          t('Before shifts were kept')
        ) : (
          <Link to="/cashier/shifts/$shiftId" params={{ shiftId: String(id) }}>
            {t('{{id}}, {{name}}', { id, name })}
          </Link>
        ),
    },
    { key: 'opened', header: t('Opened'), width: '84px', wideOnly: true, cell: ({ opened_at: at }) => (at === null ? '' : formatTime(at)) },
    { key: 'receipts', header: t('Receipts'), align: 'right', width: '84px', cell: (shift) => shift.receipts },
    { key: 'taken', header: t('Taken'), align: 'right', width: '116px', cell: (shift) => <Money amount={shift.payments} /> },
    { key: 'voids', header: t('Voided'), align: 'right', width: '108px', wideOnly: true, cell: (shift) => <Money amount={shift.voids} /> },
    { key: 'refunds', header: t('Refunded'), align: 'right', width: '108px', wideOnly: true, cell: (shift) => <Money amount={shift.refunds} /> },
    { key: 'net', header: t('Drawer grew by'), align: 'right', width: '124px', cell: (shift) => <Money amount={shift.net} strong /> },
    {
      key: 'count',
      header: t('Count'),
      width: '150px',
      cell: (shift) =>
        shift.shift_id === null ? '' : shift.closed_at === null ? <StatusBadge tone="teal" shape="ring" label={t('Open')} /> : <Difference centavos={centavosOf(shift.over_short)} />,
    },
  ];
  return (
    <SectionCard title={t('By shift')} flush>
      <DataTable
        label={t('Shifts of the day')}
        columns={columns}
        rows={shifts}
        rowKey={(shift) => shift.shift_id ?? 0}
        empty={<EmptyState title={t('No cash went through any drawer on this day')} />}
      />
    </SectionCard>
  );
}

/** All cash of one day; every part is a sum over the same entries of the ledger. */
export function ReportView({ report }: { report: CashReport }) {
  const { t } = useTranslation();
  const purposes = { deposit: t('Deposits'), bill: t('Final bills'), receivable: t('Promissory notes') };
  return (
    <div className={classes.lists}>
      <div className={classes.columns}>
        <SectionCard title={t('All drawers')}>
          <Takings takings={report.total} total={t('The drawers grew by')} />
        </SectionCard>
        <SectionCard title={t('What it was paid for')}>
          <Sums>
            {report.by_purpose.map((use) => (
              <Sum key={use.purpose} label={`${purposes[use.purpose]}, ${t('{{count}} receipts', { count: use.receipts })}`} amount={use.net} />
            ))}
          </Sums>
        </SectionCard>
      </div>
      <Shifts shifts={report.shifts} />
      <Entries title={t('Given back')} entries={report.given_back} empty={t('Nothing was voided or refunded.')} />
      <Moves moves={report.cash_moves} />
    </div>
  );
}

export function ReportPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const printer = usePrinter();
  const { date } = route.useSearch();
  const today = dayOf(useNow());
  const day = date ?? today;
  const found = useQuery(cashReportQuery(date));
  const print = (): void => printer.print(dayReportPath(day));
  useShortcuts([{ keys: 'p', label: t('Print the day’s cash report'), run: print }]);
  return (
    <>
      <PageHeader
        title={t('Cash of the day')}
        actions={
          <>
            <TextInput
              type="date"
              aria-label={t('Day')}
              max={today}
              value={day}
              onChange={(event) => {
                const chosen = event.currentTarget.value;
                if (chosen !== '') void navigate({ to: '/cashier/report', search: chosen === today ? {} : { date: chosen }, replace: true });
              }}
            />
            <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.7} />} rightSection={<KeyHint keys="p" />} loading={printer.busy} onClick={print}>
              {t('Print report')}
            </Button>
          </>
        }
      >
        {formatPlainDate(day)}
      </PageHeader>
      {found.data === undefined ? found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : <Skeleton height={420} radius={8} aria-busy="true" /> : <ReportView report={found.data} />}
    </>
  );
}
