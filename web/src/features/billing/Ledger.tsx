import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { Fragment, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import classes from './Ledger.module.css';
import { groupCharges, type LedgerGroup, matching, opensByItself } from './ledger';
import { Line } from './LedgerLine';
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

/** With more charges than these a bill has a field to find one. */
const fieldFrom = 20;
/** So many lines of a long group are shown at a time. */
const pageOfLines = 100;

interface GroupProps extends Pick<LedgerProps, 'asOf' | 'onReverse'> {
  group: LedgerGroup;
  /** What it does until someone folds or opens it. */
  opened: boolean;
}

function Group({ group, asOf, onReverse, opened }: GroupProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [most, setMost] = useState(pageOfLines);
  const open = chosen ?? opened;
  const hidden = group.lines.length - most;
  return (
    <>
      <tr className={classes.group}>
        <th scope="rowgroup" colSpan={3}>
          <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setChosen(!open)}>
            <IconChevronRight size={16} className={classes.chevron} data-open={open || undefined} aria-hidden="true" />
            <span>{t(group.category)}</span>
            <span className={classes.many}>{t('{{count}} charges', { count: group.lines.length })}</span>
          </UnstyledButton>
        </th>
        <td className={classes.amount}>
          <Money amount={group.subtotal} strong />
        </td>
        <td />
      </tr>
      {open &&
        group.lines.slice(0, most).map(({ charge, reversal }) => (
          <Line key={charge.id} charge={charge} reversal={reversal} asOf={charge.meter_started_at === null ? null : asOf} onReverse={onReverse} />
        ))}
      {open && hidden > 0 && (
        <tr className={classes.rest}>
          <td colSpan={5}>
            <Button variant="default" size="compact-sm" onClick={() => setMost(most + pageOfLines)}>
              {t('Show {{count}} more', { count: Math.min(hidden, pageOfLines) })}
            </Button>{' '}
            <span className="soft">{t('{{shown}} of {{all}} are shown', { shown: most, all: group.lines.length })}</span>
          </td>
        </tr>
      )}
    </>
  );
}

/**
 * The charges of a bill by category. What was reversed stays to be read, struck out, with its reason. A long bill
 * begins folded to its groups, and any charge is found by a word.
 */
export function Ledger({ charges, asOf, onReverse, onAdd }: LedgerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const all = useMemo(() => groupCharges(charges), [charges]);
  const groups = useMemo(() => matching(all, wanted), [all, wanted]);
  if (all.length === 0) {
    return (
      <EmptyState
        title={t('Nothing is charged yet')}
        action={
          onAdd === undefined ? undefined : (
            <Button variant="default" onClick={onAdd}>
              {t('Add charge')}
            </Button>
          )
        }
      >
        {t('Services and bed hours appear here as they are given.')}
      </EmptyState>
    );
  }
  return (
    <>
      {charges.length > fieldFrom && (
        <div className={classes.find}>
          <TextInput
            type="search"
            aria-label={t('Find a charge')}
            placeholder={t('Find a charge by its name, doctor or who entered it')}
            leftSection={<IconSearch size={16} />}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
      )}
      {groups.length === 0 ? (
        <EmptyState
          title={t('No charge is like this')}
          action={
            <Button variant="default" onClick={() => setTyped('')}>
              {t('Show all')}
            </Button>
          }
        />
      ) : (
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
              <Fragment key={`${group.category} ${wanted}`}>
                <Group group={group} asOf={asOf} onReverse={onReverse} opened={wanted !== '' || opensByItself(group, charges.length)} />
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
