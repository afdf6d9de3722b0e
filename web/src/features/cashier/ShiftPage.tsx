import { Button, Skeleton } from '@mantine/core';
import { IconArrowsExchange, IconDoorExit, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { KeyHint } from '@/components/KeyHint';
import { Notice } from '@/components/Notice';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { toWire } from '@/lib/money';
import { useCan, useMe } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDateTime } from '@/lib/time';
import { type Denomination, denominations } from '@/shared/cashCount';
import type { ShiftPage as ShiftRecord } from '@/shared/shift';
import { usePrinter } from '@/shared/usePrinter';
import { CloseShift } from './CloseShift';
import { Difference } from './Difference';
import { centavosOf } from './drawer';
import { Entries, Moves } from './Entries';
import { MoveCash } from './MoveCash';
import { shiftQuery, shiftReportPath } from './queries';
import { Sum, Sums } from './Sums';
import classes from './ShiftPage.module.css';

const route = getRouteApi('/reading/cashier/shifts/$shiftId');

function Counted({ shift }: { shift: ShiftRecord }) {
  const { t } = useTranslation();
  const counted: Partial<Record<Denomination, number>> = shift.closing_counts;
  const lines = denominations.flatMap(({ name, worth }) => {
    const pieces = counted[name];
    return pieces === undefined ? [] : [{ name, worth, pieces }];
  });
  if (lines.length === 0) return null;
  return (
    <SectionCard title={t('Count at the close')}>
      <Sums>
        {lines.map(({ name, worth, pieces }) => (
          <Sum key={name} label={`${pieces} × ${toWire(worth)}`} amount={toWire(worth * pieces)} />
        ))}
        {shift.counted_cash !== null && <Sum label={t('Counted')} amount={shift.counted_cash} total />}
      </Sums>
    </SectionCard>
  );
}

type Act = 'close' | 'move';

/** One drawer from count to count: what it must hold and why, and the acts of whoever keeps it. */
export function ShiftView({ shift, act }: { shift: ShiftRecord; act?: Act | undefined }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const printer = usePrinter();
  const own = shift.teller_id === me?.id;
  const closes = shift.open && (own ? can('shift:keep') : can('shift:close-any'));
  const moves = shift.open && own && can('shift:keep');
  const [dialog, setDialog] = useState<Act | null>((act === 'close' && closes) || (act === 'move' && moves) ? act : null);
  const [justClosed, setJustClosed] = useState(false);
  const close = (): void => setDialog(null);
  const print = (): void => printer.print(shiftReportPath(shift.id));
  useShortcuts([
    ...(moves ? [{ keys: 'm', label: t('Cash in or out'), run: () => setDialog('move') }] : []),
    ...(closes ? [{ keys: 'c', label: t('Count and close'), run: () => setDialog('close') }] : []),
    { keys: 'p', label: t('Print the shift report'), run: print },
  ]);
  const over = centavosOf(shift.over_short);

  return (
    <>
      <PageHeader
        title={t('Shift {{id}} of {{name}}', { id: shift.id, name: shift.teller_name })}
        aside={shift.open ? <StatusBadge tone="teal" shape="ring" label={t('Open')} /> : <StatusBadge tone="grey" shape="check" label={t('Closed')} />}
        actions={
          <>
            {moves && (
              <Button variant="default" leftSection={<IconArrowsExchange size={16} stroke={1.7} />} rightSection={<KeyHint keys="m" />} onClick={() => setDialog('move')}>
                {t('Cash in or out')}
              </Button>
            )}
            <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.7} />} rightSection={<KeyHint keys="p" />} loading={printer.busy} onClick={print}>
              {t('Print report')}
            </Button>
            {closes && (
              <Button leftSection={<IconDoorExit size={16} stroke={1.7} />} rightSection={<KeyHint keys="c" />} onClick={() => setDialog('close')}>
                {t('Count and close')}
              </Button>
            )}
          </>
        }
      >
        {t('opened {{time}}', { time: formatDateTime(shift.opened_at) })}
        {shift.closed_at !== null && `, ${t('closed {{time}} by {{name}}', { time: formatDateTime(shift.closed_at), name: shift.closed_by_name })}`}
      </PageHeader>
      {justClosed && !shift.open && (
        <div className={classes.above}>
          <Notice
            alert
            tone={over === 0 ? 'green' : 'amber'}
            title={t('The shift is closed.')}
            actions={
              <Button size="compact-md" autoFocus leftSection={<IconPrinter size={16} stroke={1.7} />} onClick={print}>
                {t('Print the shift report')}
              </Button>
            }
          >
            {t('The next teller can take over the drawer as it was counted when opening their shift.')}
          </Notice>
        </div>
      )}
      <div className={classes.columns}>
        <SectionCard title={t('The drawer')}>
          <Sums>
            <Sum label={shift.taken_over_id === null ? t('Opening cash, counted') : t('Opening cash, taken over from shift {{id}}', { id: shift.taken_over_id })} amount={shift.opening_cash} />
            <Sum label={t('{{count}} receipts', { count: shift.receipts })} amount={shift.payments} />
            <Sum label={t('Voided')} amount={shift.voids} less />
            <Sum label={t('Refunded')} amount={shift.refunds} less />
            <Sum label={t('Cash brought in')} amount={shift.cash_in} />
            <Sum label={t('Cash taken out')} amount={shift.cash_out} less />
            <Sum label={shift.open ? t('Must be in the drawer now') : t('Expected at the close')} amount={shift.expected_cash} total />
            {shift.counted_cash !== null && <Sum label={t('Counted')} amount={shift.counted_cash} />}
          </Sums>
          {!shift.open && (
            <p className={classes.difference}>
              <Difference centavos={over} />
              {shift.closing_note !== '' && <span>{shift.closing_note}</span>}
            </p>
          )}
        </SectionCard>
        <Counted shift={shift} />
      </div>
      <div className={classes.lists}>
        <Entries title={t('Receipts, voids and refunds')} entries={shift.entries} empty={t('No cash has been taken yet.')} />
        <Moves moves={shift.cash_moves} />
      </div>
      {closes && (
        <CloseShift
          opened={dialog === 'close'}
          shift={shift}
          onClosed={() => {
            close();
            setJustClosed(true);
          }}
          onClose={close}
        />
      )}
      {moves && <MoveCash opened={dialog === 'move'} shift={shift} onClose={close} />}
    </>
  );
}

export function ShiftPage() {
  const { shiftId } = route.useParams();
  const { act } = route.useSearch();
  const found = useQuery(shiftQuery(Number(shiftId)));
  if (found.data === undefined) {
    return found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : <Skeleton height={420} radius={8} aria-busy="true" />;
  }
  return <ShiftView key={`${shiftId} ${act ?? ''}`} shift={found.data} act={act} />;
}
