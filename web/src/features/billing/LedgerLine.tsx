import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { StatusBadge } from '@/components/StatusBadge';
import { formatMoney } from '@/lib/money';
import { formatDateTime, formatPlainDate } from '@/lib/time';
import { BedLine } from './BedLine';
import { chargeKey } from './explain';
import { Explained } from './Explained';
import classes from './Ledger.module.css';
import type { Charge } from './queries';

interface LineProps {
  charge: Charge;
  /** The contra entry that undoes it. */
  reversal: Charge | null;
  /** The moment the bill was read; null for a charge that no clock moves, so that it is not drawn again every half minute. */
  asOf: number | null;
  onReverse: ((charge: Charge) => void) | undefined;
}

/** Whose fee, on which day, at whose price: what a charge says beside its name. */
function Particulars({ charge }: { charge: Charge }) {
  const { t } = useTranslation();
  const said = [
    charge.doctor_name,
    charge.date_availed === '' ? '' : t('given {{day}}', { day: formatPlainDate(charge.date_availed) }),
    charge.vat_treatment === 'VATable' ? t('VATable') : '',
  ].filter((each) => each !== '');
  return (
    <>
      {said.length > 0 && <span className={classes.particulars}>{said.join(' · ')}</span>}
      {charge.price_reason !== '' && (
        <span className={classes.particulars}>
          {charge.catalogue_price === null
            ? t('Other price: {{reason}}', { reason: charge.price_reason })
            : t('{{price}} in the price list; {{reason}}', { price: formatMoney(charge.catalogue_price), reason: charge.price_reason })}
        </span>
      )}
    </>
  );
}

/** One charge; a bed charge opens into its hours, and what was reversed is struck out above its reason. */
export const Line = memo(function Line({ charge, reversal, asOf, onReverse }: LineProps) {
  const { t } = useTranslation();
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
            <Particulars charge={charge} />
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
          <Explained of={chargeKey(charge.id)} what={charge.description}>
            <Money amount={charge.amount} />
          </Explained>
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
            <BedLine charge={charge} asOf={asOf ?? 0} />
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
            <Explained of={chargeKey(reversal.id)} what={t('Reversal of {{what}}', { what: charge.description })}>
              <Money amount={reversal.amount} />
            </Explained>
          </td>
          <td />
        </tr>
      )}
    </>
  );
});
