import { ActionIcon, Button } from '@mantine/core';
import { IconPrinter, IconSignature, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { SectionCard } from '@/components/SectionCard';
import { formatMoney, parseMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { formatDateTime, formatPlainDate } from '@/lib/time';
import { CancelNote } from '@/shared/CancelNote';
import { notePath, NoteStatus } from '@/shared/promissory';
import { usePrinter } from '@/shared/usePrinter';
import classes from './Payments.module.css';
import { PromissoryDialog } from './PromissoryDialog';
import type { Bill, PromissoryNote } from './queries';

/** True when a promissory note could settle what is left of the bill. */
export function mayPromise(bill: Pick<Bill, 'final' | 'balance' | 'promissory_notes'>): boolean {
  return bill.final && (parseMoney(bill.balance) ?? 0) > 0 && bill.promissory_notes.every((note) => note.status === 'cancelled');
}

/** Promises to pay what is left of a final bill; without any, and none to be taken, there is nothing to see. */
export function Promissory({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const can = useCan();
  const printer = usePrinter();
  const [taking, setTaking] = useState(false);
  const [cancelling, setCancelling] = useState<PromissoryNote | null>(null);
  const takes = can('promissory-note:write') && mayPromise(bill);
  const notes = bill.promissory_notes;
  if (notes.length === 0 && !takes) return null;

  return (
    <SectionCard
      title={t('Promissory note')}
      flush
      actions={
        takes ? (
          <Button variant="default" size="compact-sm" leftSection={<IconSignature size={16} stroke={1.7} />} onClick={() => setTaking(true)}>
            {t('Take promissory note')}
          </Button>
        ) : undefined
      }
    >
      {notes.length === 0 ? (
        <p className={classes.none}>{t('The patient can leave on a signed promise to pay what is left.')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('Promissory notes')}>
          {notes.map((note) => (
            <li key={note.id} className={classes.payment} data-struck={note.status === 'cancelled' || undefined}>
              <div className={classes.line}>
                <span className={classes.number}>{t('Note {{number}}', { number: note.number })}</span>
                <span className={classes.detail}>
                  <NoteStatus status={note.status} />{' '}
                  {t('{{maker}}, with {{comaker}}, due {{date}}', { maker: note.maker_name, comaker: note.co_maker_name, date: formatPlainDate(note.due_date) })}
                  {parseMoney(note.paid) !== 0 && `, ${t('{{amount}} paid of it', { amount: formatMoney(note.paid) })}`}
                </span>
                <span className={classes.amount}>
                  <Money amount={note.amount} strong overdue={note.status === 'overdue'} paid={note.status === 'settled'} />
                </span>
                <span className={classes.acts}>
                  {can('receivable:read') && (
                    <ActionIcon size="sm" aria-label={t('Print promissory note {{number}}', { number: note.number })} title={t('Print')} onClick={() => printer.print(notePath(note.id))}>
                      <IconPrinter size={16} stroke={1.7} />
                    </ActionIcon>
                  )}
                  {can('promissory-note:write') && (note.status === 'open' || note.status === 'overdue') && (
                    <ActionIcon
                      size="sm"
                      aria-label={t('Cancel promissory note {{number}}', { number: note.number })}
                      title={t('Cancel this note')}
                      onClick={() => setCancelling(note)}
                    >
                      <IconX size={16} stroke={1.7} />
                    </ActionIcon>
                  )}
                </span>
              </div>
              <div className={classes.reason}>
                {t('Signed before {{teller}}, {{time}}', { teller: note.signed_by_name, time: formatDateTime(note.signed_at) })}
                {note.cancel_reason !== '' && `. ${t('Cancelled: {{reason}}', { reason: note.cancel_reason })}`}
              </div>
            </li>
          ))}
        </ul>
      )}
      <PromissoryDialog opened={taking} bill={bill} onTaken={(note) => printer.print(notePath(note.id))} onClose={() => setTaking(false)} />
      <CancelNote note={cancelling} onClose={() => setCancelling(null)} />
    </SectionCard>
  );
}
