import { Button, Skeleton } from '@mantine/core';
import { IconCash, IconHistory, IconPlus, IconPrinter } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { toast } from '@/components/toast';
import { formatMoney } from '@/lib/money';
import { type Can, useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDateTime } from '@/lib/time';
import { PatientHeader } from '@/shared/PatientHeader';
import { HistoryDrawer } from '@/shared/RecordHistory';
import { BillStatus } from '@/shared/status';
import { usePrinter } from '@/shared/usePrinter';
import { AddServiceDialog } from './AddServiceDialog';
import classes from './BillView.module.css';
import { FinalizeDialog } from './FinalizeDialog';
import { Ledger } from './Ledger';
import { PaymentDialog } from './PaymentDialog';
import { Payments } from './Payments';
import { Promissory } from './Promissory';
import { type Bill, billEncounterQuery, type Charge, loadHistory, reverseCharge } from './queries';
import { ReasonDialog } from './ReasonDialog';
import { Totals } from './Totals';

/** What this person may do with this bill as it stands. */
export function billActs(bill: Pick<Bill, 'final' | 'care_ended_at' | 'balance' | 'status'>, can: Can) {
  const owesNothing = bill.final && bill.status === 'Paid';
  return {
    pay: can('payment:take') && !owesNothing,
    add: !bill.final && can('charge:add') && (bill.care_ended_at === null || can('charge:add-after-discharge')),
    reverse: can('charge:reverse'),
    finalize: !bill.final && can('bill:finalize'),
  };
}

type Dialog =
  | { kind: 'pay' | 'add' | 'finalize' | 'history' }
  | { kind: 'reverse'; charge: Charge };

interface BillViewProps {
  bill: Bill;
  asOf: number;
  /** Someone came to take a payment: the dialog is open at once. */
  paying?: boolean;
}

/** A bill as a ledger, with its totals and the till beside it. */
export function BillView({ bill, asOf, paying = false }: BillViewProps) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const acts = billActs(bill, can);
  const encounter = useQuery({ ...billEncounterQuery(bill.encounter_id), enabled: can('encounter:read') });
  const [dialog, setDialog] = useState<Dialog | null>(paying && acts.pay ? { kind: 'pay' } : null);
  const [lastReverse, setLastReverse] = useState<Charge | null>(null);
  const printer = usePrinter();
  const printStatement = (): void => printer.print(`/api/v1/bills/${bill.id}/statement`);
  const close = (): void => setDialog(null);
  const pay = (): void => setDialog({ kind: 'pay' });
  const add = (): void => setDialog({ kind: 'add' });

  useShortcuts([
    ...(acts.pay ? [{ keys: 'p', label: bill.final ? t('Take payment') : t('Take deposit'), run: pay }] : []),
    ...(acts.add ? [{ keys: 'a', label: t('Add service'), run: add }] : []),
    ...(acts.finalize ? [{ keys: 'f', label: t('Issue final bill'), run: () => setDialog({ kind: 'finalize' }) }] : []),
    { keys: 's', label: t('Print statement of account'), run: printStatement },
    { keys: 'h', label: t('History'), run: () => setDialog({ kind: 'history' }) },
  ]);

  const undone = async (message: string): Promise<void> => {
    toast.done(message);
    close();
    await queryClient.invalidateQueries({ queryKey: ['bill'] });
  };
  const reversing = dialog?.kind === 'reverse' ? dialog.charge : lastReverse;

  return (
    <>
      <PatientHeader patientId={bill.patient.id} encounter={encounter.data} />
      <PageHeader
        title={t('Bill {{code}}', { code: bill.code })}
        aside={
          <>
            <BillStatus status={bill.status} />
            {bill.final ? <StatusBadge tone="grey" shape="check" label={t('Final')} /> : <StatusBadge tone="grey" shape="ring" label={t('Not final')} outline />}
          </>
        }
        actions={
          <>
            {acts.finalize && (
              <Button variant="default" className={classes.narrowOnly} onClick={() => setDialog({ kind: 'finalize' })}>
                {t('Issue final bill')}
              </Button>
            )}
            <Button variant="default" leftSection={<IconHistory size={16} stroke={1.7} />} onClick={() => setDialog({ kind: 'history' })}>
              {t('History')}
            </Button>
            <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.7} />} loading={printer.busy} onClick={printStatement}>
              {t('Print statement')}
            </Button>
          </>
        }
      >
        {t('Case')}{' '}
        <Link to="/cases/$encounterId" params={{ encounterId: String(bill.encounter_id) }}>
          {bill.case_number}
        </Link>
        {', '}
        {t('opened {{time}}', { time: formatDateTime(bill.created_at) })}
        {bill.care_ended_at !== null && `, ${t('discharged {{time}}', { time: formatDateTime(bill.care_ended_at) })}`}
        {bill.finalized_at !== null && `, ${t('final since {{time}}', { time: formatDateTime(bill.finalized_at) })}`}
      </PageHeader>

      <div className={classes.columns}>
        <div className={classes.main}>
          <SectionCard
            title={t('Charges')}
            flush
            actions={
              acts.add ? (
                <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} stroke={1.7} />} rightSection={<KeyHint keys="a" />} onClick={add}>
                  {t('Add service')}
                </Button>
              ) : undefined
            }
          >
            <Ledger
              charges={bill.charges}
              asOf={asOf}
              onAdd={acts.add ? add : undefined}
              onReverse={
                acts.reverse
                  ? (charge) => {
                      setLastReverse(charge);
                      setDialog({ kind: 'reverse', charge });
                    }
                  : undefined
              }
            />
          </SectionCard>
          <Payments bill={bill} />
          <Promissory bill={bill} />
        </div>

        <aside className={classes.side} aria-label={t('Totals')}>
          <Totals bill={bill} />
          {(acts.pay || acts.finalize) && (
            <div className={classes.acts}>
              {acts.pay && (
                <Button fullWidth size="md" leftSection={<IconCash size={18} stroke={1.7} />} rightSection={<KeyHint keys="p" />} onClick={pay}>
                  {bill.final ? t('Take payment') : t('Take deposit')}
                </Button>
              )}
              {acts.finalize && (
                <Button fullWidth variant="default" className={classes.wideOnly} onClick={() => setDialog({ kind: 'finalize' })}>
                  {t('Issue final bill')}
                </Button>
              )}
            </div>
          )}
        </aside>
      </div>

      <PaymentDialog opened={dialog?.kind === 'pay'} bill={bill} onClose={close} />
      <AddServiceDialog opened={dialog?.kind === 'add'} bill={bill} onClose={close} />
      <FinalizeDialog opened={dialog?.kind === 'finalize'} bill={bill} onClose={close} />
      {reversing !== null && (
        <ReasonDialog
          opened={dialog?.kind === 'reverse'}
          title={t('Reverse a charge')}
          confirmLabel={t('Reverse charge')}
          placeholder={t('Charged by mistake')}
          send={(reason, headers) => reverseCharge(bill.id, reversing.id, reason, headers)}
          onDone={() => undone(t('{{what}} reversed', { what: reversing.description }))}
          onClose={close}
        >
          {t('{{what}}, {{amount}}, is taken off the bill. The line stays to be read, struck out, with your name and the reason.', {
            what: reversing.description,
            amount: formatMoney(reversing.amount),
          })}
        </ReasonDialog>
      )}
      <HistoryDrawer
        opened={dialog?.kind === 'history'}
        onClose={close}
        title={t('History of bill {{code}}', { code: bill.code })}
        queryKey={['bill', 'one', bill.id, 'history']}
        load={(cursor, signal) => loadHistory(bill.id, cursor, signal)}
      />
    </>
  );
}

export function BillSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={68} mb="md" radius="md" />
      <Skeleton height={32} width={260} mb={8} />
      <Skeleton height={16} width={420} mb="md" />
      <div className={classes.columns}>
        <Skeleton height={380} radius="md" />
        <Skeleton height={260} radius="md" />
      </div>
    </div>
  );
}
