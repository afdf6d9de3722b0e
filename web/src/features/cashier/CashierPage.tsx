import { Button, Loader, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCash, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, type LinkProps, useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { KeyHint } from '@/components/KeyHint';
import { Money } from '@/components/Money';
import { PageHeader } from '@/components/PageHeader';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney, subtractMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDate, formatTime, useNow } from '@/lib/time';
import { OpenShift } from '@/shared/OpenShift';
import { currentShiftQuery } from '@/shared/shift';
import { BillStatus } from '@/shared/status';
import classes from './CashierPage.module.css';
import { type BillSummary, cashReportQuery, findBillsQuery, owingQuery } from './queries';
import { WaitingBills } from './WaitingBills';

const quietMilliseconds = 150;

/** What the teller most likely comes to a bill for: to take what is left of a final one. */
export function paysAtOnce(bill: BillSummary): boolean {
  return bill.final && (parseMoney(bill.balance) ?? 0) > 0;
}

function FindBill() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const words = typed.trim();
  const [quiet] = useDebouncedValue(words, quietMilliseconds);
  const found = useQuery({ ...findBillsQuery(quiet), enabled: quiet !== '', placeholderData: keepPreviousData });
  const bills = quiet === '' ? [] : (found.data ?? []);
  const marked = bills[Math.min(chosen, bills.length - 1)];
  useEffect(() => input.current?.focus(), []);
  useShortcuts([{ keys: 'f', label: t('Find a bill'), run: () => input.current?.focus() }]);

  const open = (bill: BillSummary): void => {
    void navigate({ to: '/bills/$billId', params: { billId: String(bill.id) }, search: can('payment:take') && paysAtOnce(bill) ? { pay: true } : {} });
  };
  // Enter may come before the answer does: then it waits for the answer to exactly these words.
  const enter = async (): Promise<void> => {
    try {
      const bill = quiet === words && found.isSuccess && !found.isPlaceholderData ? marked : (await queryClient.query(findBillsQuery(words)))[0];
      if (bill !== undefined) open(bill);
    } catch (error) {
      toast.failed(error);
    }
  };

  const said = (): string | null => {
    if (quiet === '') return null;
    if (found.isError) return t(asProblem(found.error).message);
    if (found.isPending) return t('Searching…');
    return bills.length === 0 ? t('No bill matches “{{query}}”', { query: quiet }) : null;
  };
  const message = said();

  return (
    <form
      role="search"
      className={classes.find}
      onSubmit={(event) => {
        event.preventDefault();
        if (words !== '') void enter();
      }}
    >
      <TextInput
        ref={input}
        size="md"
        role="combobox"
        aria-label={t('Find a bill')}
        aria-expanded={bills.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={marked === undefined ? undefined : `${listId}-${marked.id}`}
        placeholder={t('Patient name, bill code, case number or phone')}
        leftSection={<IconSearch size={18} stroke={1.7} />}
        rightSection={found.isFetching ? <Loader size={16} /> : undefined}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          setChosen((before) => Math.max(0, Math.min(bills.length - 1, before + step)));
        }}
      />
      {message !== null && <p className={classes.message}>{message}</p>}
      <ul id={listId} role="listbox" aria-label={t('Bills found')} className={classes.found} hidden={bills.length === 0}>
        {bills.map((bill) => (
          <li key={bill.id} id={`${listId}-${bill.id}`} role="option" aria-selected={bill.id === marked?.id} className={classes.hit} onClick={() => open(bill)}>
            <span className={classes.who}>
              <strong>{bill.patient.name}</strong>
              <span className="soft">
                {bill.code}, {bill.case_number}
              </span>
            </span>
            <BillStatus status={bill.status} />
            <span className={classes.act}>{paysAtOnce(bill) ? t('take payment') : bill.final ? t('open') : bill.care_ended_at === null ? t('in care') : t('issue final bill')}</span>
            <Money amount={bill.balance} strong paid={bill.status === 'Paid'} />
          </li>
        ))}
      </ul>
    </form>
  );
}

function Figure({ label, value, detail, link }: { label: string; value: React.ReactNode; detail: React.ReactNode; link?: LinkProps }) {
  const inner = (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
      <span className={classes.detail}>{detail}</span>
    </>
  );
  return link === undefined ? (
    <div className={classes.figure}>{inner}</div>
  ) : (
    <Link {...link} className={classes.figure}>
      {inner}
    </Link>
  );
}

function DrawerFigure({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const shift = useQuery(currentShiftQuery).data;
  if (shift === null) {
    return (
      <Figure
        label={t('Your shift')}
        value={
          <Button size="compact-md" leftSection={<IconCash size={16} stroke={1.7} />} rightSection={<KeyHint keys="o" />} onClick={onOpen}>
            {t('Open shift')}
          </Button>
        }
        detail={t('not open: no cash can be taken')}
      />
    );
  }
  return (
    <Figure
      label={t('In your drawer')}
      value={shift === undefined ? '–' : <Money amount={shift.expected_cash} />}
      detail={shift === undefined ? ' ' : t('open since {{date}}, {{time}}', { date: formatDate(shift.opened_at), time: formatTime(shift.opened_at) })}
      {...(shift === undefined ? {} : { link: { to: '/cashier/shifts/$shiftId', params: { shiftId: String(shift.id) } } })}
    />
  );
}

function TakeFigure() {
  const { t } = useTranslation();
  const total = useQuery(cashReportQuery(undefined)).data?.total;
  return (
    <Figure
      label={t('Taken today')}
      value={total === undefined ? '–' : <Money amount={subtractMoney(subtractMoney(total.payments, total.voids), total.refunds)} />}
      detail={total === undefined ? ' ' : t('{{count}} receipts, all tellers', { count: total.receipts })}
      link={{ to: '/cashier/report' }}
    />
  );
}

function OwingFigure() {
  const { t } = useTranslation();
  const owing = useQuery(owingQuery).data;
  return (
    <Figure
      label={t('Receivables')}
      value={owing === undefined ? '–' : <Money amount={owing.amount} />}
      detail={
        owing === undefined ? (
          ' '
        ) : owing.overdue > 0 ? (
          <span className={classes.overdue}>{t('{{amount}} overdue on {{count}} notes', { count: owing.overdue, amount: formatMoney(owing.overdue_amount) })}</span>
        ) : (
          t('on {{count}} promissory notes, none overdue', { count: owing.notes })
        )
      }
      link={{ to: '/cashier/receivables', ...(owing !== undefined && owing.overdue > 0 ? { search: { status: 'overdue' } } : {}) }}
    />
  );
}

/** The teller's place: find a bill and take its payment without the mouse, and see what waits. */
export function CashierPage() {
  const { t } = useTranslation();
  const can = useCan();
  const now = useNow();
  const [opening, setOpening] = useState(false);
  const keeps = can('shift:keep');
  const shift = useQuery({ ...currentShiftQuery, enabled: keeps }).data;
  useShortcuts(keeps && shift === null ? [{ keys: 'o', label: t('Open shift'), run: () => setOpening(true) }] : []);

  return (
    <>
      <PageHeader title={t('Cashier')}>{formatDate(now)}</PageHeader>
      <FindBill />
      <div className={classes.figures}>
        {keeps && <DrawerFigure onOpen={() => setOpening(true)} />}
        {can('shift:read') && <TakeFigure />}
        {can('receivable:read') && <OwingFigure />}
      </div>
      <div className={classes.lists}>
        <WaitingBills waitsFor="payment" title={t('Unpaid final bills')} calm={t('Every final bill is paid or promised.')} />
        <WaitingBills waitsFor="final_bill" title={t('Awaiting the final bill')} calm={t('Every discharged patient has a final bill.')} />
      </div>
      <Modal opened={opening} onClose={() => setOpening(false)} title={t('Open shift')} size={520} closeButtonProps={{ 'aria-label': t('Close') }}>
        <OpenShift onOpened={() => setOpening(false)} onCancel={() => setOpening(false)} />
      </Modal>
    </>
  );
}
