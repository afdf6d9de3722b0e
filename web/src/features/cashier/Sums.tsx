import { Money } from '@/components/Money';
import { formatMoney, parseMoney } from '@/lib/money';
import classes from './Sums.module.css';

/** Amounts beneath each other that come to a total. */
export function Sums({ children }: { children: React.ReactNode }) {
  return <dl className={classes.sums}>{children}</dl>;
}

interface SumProps {
  label: string;
  amount: string;
  /** It is taken off. */
  less?: boolean;
  /** The others come to it. */
  total?: boolean;
}

export function Sum({ label, amount, less = false, total = false }: SumProps) {
  const centavos = parseMoney(amount) ?? 0;
  return (
    <div className={classes.sum} data-total={total || undefined} data-none={(centavos === 0 && !total) || undefined}>
      <dt>{label}</dt>
      <dd>{less && centavos !== 0 ? formatMoney(-centavos) : <Money amount={amount} strong={total} />}</dd>
    </div>
  );
}
