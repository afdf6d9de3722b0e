import { ActionIcon, Button, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { StatusBadge } from '@/components/StatusBadge';
import { formatDateTime } from '@/lib/time';
import { BedLine } from './BedLine';
import classes from './Ledger.module.css';
import { groupCharges, type LedgerLine } from './ledger';
import type { Charge } from './queries';

interface LedgerProps {
  charges: readonly Charge[];
  /** The moment the bill was read, in milliseconds: what running meters are explained for. */
  asOf: number;
  /** Given when charges may be reversed. */
  onReverse?: ((charge: Charge) => void) | undefined;
  /** Given when services may be added. */
  onAdd?: (() => void) | undefined;
}

function Line({ line, asOf, onReverse }: { line: LedgerLine; asOf: number; onReverse: LedgerProps['onReverse'] }) {
  const { t } = useTranslation();
  const { charge, reversal } = line;
  const [open, setOpen] = useState(charge.running);
  const metered = charge.meter_started_at !== null;
  return (
    <>
      <tr className={classes.line} data-struck={reversal !== null || undefined}>
        <td className={classes.what}>
          <div className={classes.words}>
            {metered ? (
              <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
                <IconChevronRight size={16} className={classes.chevron} data-open={open || undefined} aria-hidden="true" />
                <span className={classes.name}>{charge.description}</span>
              </UnstyledButton>
            ) : (
              <span className={classes.name}>{charge.description}</span>
            )}
            {charge.running && <StatusBadge tone="teal" shape="bed" label={t('Running')} />}
            <span className={classes.by}>
              {charge.added_by_name === '' ? formatDateTime(charge.added_at) : `${charge.added_by_name}, ${formatDateTime(charge.added_at)}`}
            </span>
          </div>
        </td>
        <td className={classes.figure} data-label={t('Quantity')}>
          {metered && charge.meter_unit_seconds === 3600 ? t('{{count}} h', { count: charge.quantity }) : charge.quantity}
        </td>
        <td className={classes.figure} data-label={t('Price')}>
          <Money amount={charge.unit_price} />
        </td>
        <td className={classes.amount}>
          <Money amount={charge.amount} />
        </td>
        <td className={classes.act}>
          {onReverse !== undefined && reversal === null && !charge.running && (
            <ActionIcon aria-label={t('Reverse {{what}}', { what: charge.description })} title={t('Reverse this charge')} size="sm" onClick={() => onReverse(charge)}>
              <IconArrowBackUp size={16} stroke={1.7} />
            </ActionIcon>
          )}
        </td>
      </tr>
      {metered && open && (
        <tr className={classes.opened}>
          <td colSpan={5}>
            <BedLine charge={charge} asOf={asOf} />
          </td>
        </tr>
      )}
      {reversal !== null && (
        <tr className={classes.contra}>
          <td colSpan={3}>
            <span>{t('Reversed: {{reason}}', { reason: reversal.reason })}</span>{' '}
            <span className="soft">
              {reversal.added_by_name}, {formatDateTime(reversal.added_at)}
            </span>
          </td>
          <td className={classes.amount}>
            <Money amount={reversal.amount} />
          </td>
          <td />
        </tr>
      )}
    </>
  );
}

/** The charges of a bill by category. What was reversed stays to be read, struck out, with its reason. */
export function Ledger({ charges, asOf, onReverse, onAdd }: LedgerProps) {
  const { t } = useTranslation();
  const groups = groupCharges(charges);
  if (groups.length === 0) {
    return (
      <EmptyState
        title={t('Nothing is charged yet')}
        action={
          onAdd === undefined ? undefined : (
            <Button variant="default" onClick={onAdd}>
              {t('Add service')}
            </Button>
          )
        }
      >
        {t('Services and bed hours appear here as they are given.')}
      </EmptyState>
    );
  }
  return (
    <table className={classes.ledger} aria-label={t('Charges')}>
      <thead>
        <tr>
          <th scope="col">{t('Charge')}</th>
          <th scope="col" className={classes.figure}>
            {t('Quantity')}
          </th>
          <th scope="col" className={classes.figure}>
            {t('Price')}
          </th>
          <th scope="col" className={classes.amount}>
            {t('Amount')}
          </th>
          <th scope="col" className={classes.act}>
            <span className={classes.hidden}>{t('Acts')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Fragment key={group.category}>
            <tr className={classes.group}>
              <th scope="rowgroup" colSpan={3}>
                {t(group.category)}
              </th>
              <td className={classes.amount}>
                <Money amount={group.subtotal} strong />
              </td>
              <td />
            </tr>
            {group.lines.map((line) => (
              <Line key={line.charge.id} line={line} asOf={asOf} onReverse={onReverse} />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

