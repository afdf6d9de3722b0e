import { Button, Skeleton } from '@mantine/core';
import { IconCash, IconHistory, IconPlus, IconPrinter } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { ReasonDialog } from '@/components/ReasonDialog';
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
import { ByCategory } from './ByCategory';
import { ClaimDialog } from './ClaimDialog';
import { claimable, type Kind, kindWords } from './entitlements';
import { ExplainDrawer } from './ExplainDrawer';
import { ExplanationContext } from './explain';
import { FinalizeDialog } from './FinalizeDialog';
import { Ledger } from './Ledger';
import { PaymentDialog } from './PaymentDialog';
import { Payments } from './Payments';
import { Promissory } from './Promissory';
import { type Bill, billEncounterQuery, type Charge, type Entitlement, loadHistory, reverseCharge, withdrawEntitlement } from './queries';
import { Reductions } from './Reductions';
import { Totals } from './Totals';

/** What this person may do with this bill as it stands. */
export function billActs(bill: Pick<Bill, 'final' | 'care_ended_at' | 'balance' | 'status' | 'entitlements'>, can: Can) {
  const owesNothing = bill.final && (bill.status === 'Paid' || bill.status === 'Cancelled');
  return {
    pay: can('payment:take') && !owesNothing,
    add: !bill.final && can('charge:add') && (bill.care_ended_at === null || can('charge:add-after-discharge')),
    claim: claimable(bill, can).length > 0,
    reverse: can('charge:reverse'),
    finalize: !bill.final && can('bill:finalize'),
  };
}

type Dialog =
  | { kind: 'pay' | 'add' | 'finalize' | 'history' }
  | { kind: 'explain'; what: string }
  | { kind: 'claim'; claim: Kind | null }
  | { kind: 'withdraw'; entitlement: Entitlement }
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
  const [lastWithdraw, setLastWithdraw] = useState<Entitlement | null>(null);
  const printer = usePrinter();
  const printStatement = (): void => printer.print(`/api/v1/bills/${bill.id}/statement`);
  const close = (): void => setDialog(null);
  const pay = (): void => setDialog({ kind: 'pay' });
  const add = (): void => setDialog({ kind: 'add' });
  const claim = (kind: Kind | null): void => setDialog({ kind: 'claim', claim: kind });
  const explain = useCallback((what: string): void => setDialog({ kind: 'explain', what }), []);
  const reverse = useCallback((charge: Charge): void => {
    setLastReverse(charge);
    setDialog({ kind: 'reverse', charge });
  }, []);

  useShortcuts([
    ...(acts.pay ? [{ keys: 'p', label: bill.final ? t('Take payment') : t('Take deposit'), run: pay }] : []),
    ...(acts.add ? [{ keys: 'a', label: t('Add charges'), run: add }] : []),
    ...(acts.claim ? [{ keys: 'd', label: t('Add discount or coverage'), run: () => claim(null) }] : []),
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
  const withdrawing = dialog?.kind === 'withdraw' ? dialog.entitlement : lastWithdraw;

  return (
    <ExplanationContext value={explain}>
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
                  {t('Add charge')}
                </Button>
              ) : undefined
            }
          >
            <Ledger
              charges={bill.charges}
              asOf={asOf}
              onAdd={acts.add ? add : undefined}
              onReverse={acts.reverse ? reverse : undefined}
            />
          </SectionCard>
          <SectionCard
            title={t('Discounts and coverage')}
            flush
            actions={
              acts.claim ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('Add discount or coverage')}
                  leftSection={<IconPlus size={16} stroke={1.7} />}
                  rightSection={<KeyHint keys="d" />}
                  onClick={() => claim(null)}
                >
                  {t('Add')}
                </Button>
              ) : undefined
            }
          >
            <Reductions
              bill={bill}
              onClaim={claim}
              onWithdraw={(entitlement) => {
                setLastWithdraw(entitlement);
                setDialog({ kind: 'withdraw', entitlement });
              }}
            />
            <ByCategory bill={bill} />
          </SectionCard>
          <Payments bill={bill} />
          <Promissory bill={bill} />
        </div>

        <aside className={classes.side} aria-label={t('Totals')}>
          <Totals bill={bill} asOf={asOf} />
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
      <ClaimDialog opened={dialog?.kind === 'claim'} bill={bill} kind={dialog?.kind === 'claim' ? dialog.claim : null} onClose={close} />
      <ExplainDrawer billId={bill.id} what={dialog?.kind === 'explain' ? dialog.what : null} onClose={close} />
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
      {withdrawing !== null && (
        <ReasonDialog
          opened={dialog?.kind === 'withdraw'}
          title={t('Withdraw {{what}}', { what: kindWords(t, withdrawing.kind) })}
          confirmLabel={t('Withdraw')}
          placeholder={t('Entered on the wrong bill')}
          send={(reason, headers) => withdrawEntitlement(bill.id, withdrawing.id, reason, headers)}
          onDone={() => undone(t('{{what}} withdrawn', { what: kindWords(t, withdrawing.kind) }))}
          onClose={close}
        >
          {t('{{amount}} comes back onto the bill. The entry stays to be read, struck out, with your name and the reason.', {
            amount: formatMoney(withdrawing.applied),
          })}
        </ReasonDialog>
      )}
      <HistoryDrawer
        opened={dialog?.kind === 'history'}
        onClose={close}
        title={t('History of bill {{code}}', { code: bill.code })}
        queryKey={['bill', 'one', bill.id, 'history']}
        fields={{ applied: t('Takes off'), catalogue_price: t('Price list'), date_availed: t('Given on'), id_number: t('Number'), id_type: t('Card'), limit_percent: t('Limit in percent'), vat_treatment: t('VAT') }}
        load={(cursor, signal) => loadHistory(bill.id, cursor, signal)}
      />
    </ExplanationContext>
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
