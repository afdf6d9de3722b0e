import { type Centavos, parseMoney, readMoney } from '@/lib/money';
import type { Bill } from './queries';

/** Notes a payer hands over, in centavos. */
const notes = [50_00, 100_00, 200_00, 500_00, 1000_00];

/** What the server takes at most: nine digits of pesos. */
export const largestAmount: Centavos = 999_999_999_99;

/**
 * What a payer is likely to hand over for an amount: the amount rounded up to each note, rising, without repetition and
 * without the amount itself, which is the button "Exact".
 */
export function quickCash(amount: Centavos): Centavos[] {
  if (amount <= 0) return [];
  const sums = notes.map((note) => Math.ceil(amount / note) * note).filter((sum) => sum > amount && sum <= largestAmount);
  return [...new Set(sums)].sort((a, b) => a - b);
}

export interface PaymentValues {
  amount: string;
  tendered: string;
  payer: string;
}

/** What can be wrong with a payment, by field; the words are the dialog's. */
export interface PaymentFaults {
  amount?: 'missing' | 'nothing' | 'too large' | 'above balance';
  tendered?: 'unreadable' | 'short';
}

/** Checks a payment against the bill. Without a sum of cash the exact amount is meant. */
export function paymentFaults(values: PaymentValues, bill: Pick<Bill, 'final' | 'balance'>): PaymentFaults {
  const faults: PaymentFaults = {};
  const amount = readMoney(values.amount);
  const balance = parseMoney(bill.balance) ?? 0;
  if (amount === null) faults.amount = 'missing';
  else if (amount <= 0) faults.amount = 'nothing';
  else if (amount > largestAmount) faults.amount = 'too large';
  else if (bill.final && amount > balance) faults.amount = 'above balance';
  if (values.tendered.trim() === '') return faults;
  const tendered = readMoney(values.tendered);
  if (tendered === null || tendered < 0 || tendered > largestAmount) faults.tendered = 'unreadable';
  else if (amount !== null && tendered < amount) faults.tendered = 'short';
  return faults;
}

/** Cash to hand back; negative while what was handed over is short; null while the sums cannot be read. */
export function changeOf(values: Pick<PaymentValues, 'amount' | 'tendered'>): Centavos | null {
  const amount = readMoney(values.amount);
  if (amount === null) return null;
  if (values.tendered.trim() === '') return 0;
  const tendered = readMoney(values.tendered);
  return tendered === null ? null : tendered - amount;
}
