import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { SectionCard } from '@/components/SectionCard';
import { formatDateTime } from '@/lib/time';
import type { CashEntry, CashMove } from './queries';

interface EntriesProps {
  title: string;
  entries: readonly CashEntry[];
  /** Said when there is none. */
  empty: string;
}

/** Ledger entries that went through a drawer. */
export function Entries({ title, entries, empty }: EntriesProps) {
  const { t } = useTranslation();
  const what = (entry: CashEntry): string => {
    const number = String((entry.kind === 'refund' ? entry.voucher_number : entry.receipt_number) ?? 0).padStart(6, '0');
    if (entry.kind === 'void') return t('Void of receipt {{number}}', { number });
    if (entry.kind === 'refund') return t('Refund voucher {{number}}', { number });
    return t('Receipt {{number}}', { number });
  };
  const purposes: Record<CashEntry['purpose'], string> = { deposit: t('Deposit'), bill: t('Bill'), receivable: t('Promissory note') };
  const columns: Column<CashEntry>[] = [
    { key: 'what', header: t('Entry'), primary: true, width: '200px', cell: what },
    { key: 'payer', header: t('Payer or payee'), cell: (entry) => (entry.reason === '' ? entry.payer : `${entry.payer}: ${entry.reason}`) },
    {
      key: 'bill',
      header: t('Bill'),
      width: '112px',
      cell: (entry) => (
        <Link to="/bills/$billId" params={{ billId: String(entry.bill_id) }}>
          {entry.bill_code}
        </Link>
      ),
    },
    { key: 'purpose', header: t('For'), width: '136px', wideOnly: true, cell: (entry) => purposes[entry.purpose] },
    { key: 'teller', header: t('Teller'), width: '160px', wideOnly: true, cell: (entry) => entry.taken_by_name },
    { key: 'time', header: t('Time'), width: '168px', wideOnly: true, cell: (entry) => formatDateTime(entry.taken_at) },
    { key: 'amount', header: t('Amount'), align: 'right', width: '120px', cell: (entry) => <Money amount={entry.amount} strong /> },
  ];
  return (
    <SectionCard title={title} flush>
      <DataTable label={title} columns={columns} rows={entries} rowKey={(entry) => entry.id} empty={<EmptyState title={empty} />} />
    </SectionCard>
  );
}

/** Cash that entered or left a drawer for no bill; without any there is nothing to see. */
export function Moves({ moves }: { moves: readonly CashMove[] }) {
  const { t } = useTranslation();
  if (moves.length === 0) return null;
  const columns: Column<CashMove>[] = [
    { key: 'reason', header: t('Reason'), primary: true, cell: (move) => move.reason },
    { key: 'by', header: t('By'), width: '160px', wideOnly: true, cell: (move) => move.moved_by_name },
    { key: 'time', header: t('Time'), width: '168px', cell: (move) => formatDateTime(move.moved_at) },
    { key: 'amount', header: t('Amount'), align: 'right', width: '120px', cell: (move) => <Money amount={move.amount} strong /> },
  ];
  return (
    <SectionCard title={t('Cash in and out for no bill')} flush>
      <DataTable label={t('Cash in and out')} columns={columns} rows={moves} rowKey={(move) => move.id} empty={null} />
    </SectionCard>
  );
}
