import { formatMoney } from '@/lib/money';
import classes from './Money.module.css';

interface MoneyProps {
  /** The wire form, "1234.50". */
  amount: string;
  strong?: boolean;
  /** Green: it has been paid. */
  paid?: boolean;
  /** Red: it is overdue. */
  overdue?: boolean;
  size?: 'normal' | 'large' | 'huge';
}

/** An amount, right-aligned in tabular figures. */
export function Money({ amount, strong = false, paid = false, overdue = false, size = 'normal' }: MoneyProps) {
  return (
    <span className={classes.money} data-strong={strong || undefined} data-paid={paid || undefined} data-overdue={overdue || undefined} data-size={size}>
      {formatMoney(amount)}
    </span>
  );
}
