import type { TFunction } from 'i18next';
import { type Centavos, formatMoney, parseMoney } from '@/lib/money';

/** How a counted drawer compares with what it must hold. */
export type Difference = 'exact' | 'over' | 'short';

export function differenceOf(centavos: Centavos): Difference {
  if (centavos === 0) return 'exact';
  return centavos > 0 ? 'over' : 'short';
}

/** "₱20.00 short", "₱5.00 over" or "exact". */
export function differenceWords(t: TFunction, centavos: Centavos): string {
  const amount = formatMoney(Math.abs(centavos));
  return { exact: t('exact'), over: t('{{amount}} over', { amount }), short: t('{{amount}} short', { amount }) }[differenceOf(centavos)];
}

/** A wire amount in centavos; one that is not there counts as nothing. */
export function centavosOf(amount: string | null): Centavos {
  return amount === null ? 0 : (parseMoney(amount) ?? 0);
}
