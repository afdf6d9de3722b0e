import { useTranslation } from 'react-i18next';
import { addMoney, formatMoney } from '@/lib/money';
import classes from './AddedCharges.module.css';
import type { Charge } from './queries';

/** What was charged since the dialog opened, the last first. */
export function AddedCharges({ charges }: { charges: readonly Charge[] }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {charges.length > 0 && (
        <>
          <div className={classes.head}>
            <span>{t('Added now')}</span>
            <span>{formatMoney(addMoney(...charges.map((charge) => charge.amount)))}</span>
          </div>
          <ul className={classes.list} aria-label={t('Added now')}>
            {charges.map((charge) => (
              <li key={charge.id}>
                <span className={classes.what}>{charge.quantity === 1 ? charge.description : t('{{quantity}} × {{what}}', { quantity: charge.quantity, what: charge.description })}</span>
                <span>{formatMoney(charge.amount)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
