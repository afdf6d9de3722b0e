import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { isSome } from './ledger';
import type { Bill } from './queries';
import classes from './Reductions.module.css';

const parts = ['vat_exemption', 'statutory_discount', 'other_discount', 'philhealth', 'hmo'] as const;

/** How what comes off spreads over the groups of the statement of account; columns without an amount are left out. */
export function ByCategory({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const names: Readonly<Record<(typeof parts)[number], string>> = {
    vat_exemption: t('VAT exemption'),
    statutory_discount: t('Senior or PWD'),
    other_discount: t('Other discount'),
    philhealth: t('PhilHealth'),
    hmo: t('HMO'),
  };
  const shown = parts.filter((part) => isSome(bill.total[part]));
  if (shown.length === 0) return null;
  return (
    <details className={classes.fold}>
      <summary>{t('By category')}</summary>
      {/* Scrolls sideways on a narrow screen, so it must be reachable by keyboard. */}
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('By category')}>
        <table className={classes.table} aria-label={t('Discounts and coverage by category')}>
          <thead>
            <tr>
              <th scope="col">{t('Category')}</th>
              <th scope="col">{t('Charges')}</th>
              {shown.map((part) => (
                <th key={part} scope="col">
                  {names[part]}
                </th>
              ))}
              <th scope="col">{t('Patient’s share')}</th>
            </tr>
          </thead>
          <tbody>
            {bill.categories
              .filter((each) => isSome(each.charges))
              .map((each) => (
                <tr key={each.category}>
                  <th scope="row">{t(each.category)}</th>
                  <td>{formatMoney(each.charges)}</td>
                  {shown.map((part) => (
                    <td key={part}>{formatMoney(each[part])}</td>
                  ))}
                  <td>{formatMoney(each.patient_share)}</td>
                </tr>
              ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('Together')}</th>
              <td>{formatMoney(bill.total_charges)}</td>
              {shown.map((part) => (
                <td key={part}>{formatMoney(bill.total[part])}</td>
              ))}
              <td>{formatMoney(bill.total.patient_share)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </details>
  );
}
