import { addMoney, type Centavos, multiplyMoney, parseMoney } from '@/lib/money';
import { dayOf } from '@/lib/time';
import type { Bill, Charge, Payment } from './queries';

/** The groups of a statement of account, in the order they are printed. */
const categoryOrder = [
  'Room and board',
  'Drugs and medicine',
  'Laboratory and diagnostic',
  'Operating room',
  'Medical supplies',
  'Professional fee',
  'Others',
];

/** A charge, with the contra entry that undoes it. */
export interface LedgerLine {
  charge: Charge;
  reversal: Charge | null;
}

export interface LedgerGroup {
  category: string;
  lines: LedgerLine[];
  /** Of charges and their reversals together. */
  subtotal: string;
}

const subtotalOf = (lines: readonly LedgerLine[]): string =>
  addMoney(...lines.flatMap((line) => (line.reversal === null ? [line.charge.amount] : [line.charge.amount, line.reversal.amount])));

/** Charges by category; a reversal stands with what it undoes, not as a line of its own. */
export function groupCharges(charges: readonly Charge[]): LedgerGroup[] {
  const reversals = new Map(charges.flatMap((each) => (each.reverses_id === null ? [] : [[each.reverses_id, each] as const])));
  const groups = new Map<string, LedgerLine[]>();
  for (const charge of charges) {
    if (charge.reverses_id !== null) continue;
    const lines = groups.get(charge.category) ?? [];
    lines.push({ charge, reversal: reversals.get(charge.id) ?? null });
    groups.set(charge.category, lines);
  }
  const place = (category: string): number => {
    const found = categoryOrder.indexOf(category);
    return found === -1 ? categoryOrder.length : found;
  };
  return [...groups]
    .map(([category, lines]) => ({
      category,
      lines,
      subtotal: subtotalOf(lines),
    }))
    .sort((a, b) => place(a.category) - place(b.category));
}

/** A bill of so many charges is shown whole; a longer one begins folded, but for short groups. */
const wholeUpTo = 60;
const shortGroup = 20;

/** True when a group's lines are in sight before anyone asks for them. */
export function opensByItself(group: LedgerGroup, chargesOfBill: number): boolean {
  return chargesOfBill <= wholeUpTo || group.lines.length <= shortGroup;
}

/** The groups with those lines alone that have all the words typed, and what these lines come to. */
export function matching(groups: readonly LedgerGroup[], typed: string): readonly LedgerGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups.flatMap(({ category, lines }) => {
    const found = lines.filter(({ charge }) => {
      const text = `${charge.description} ${charge.doctor_name} ${charge.added_by_name}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return found.length === 0 ? [] : [{ category, lines: found, subtotal: subtotalOf(found) }];
  });
}

/** A payment with what undoes it, or a refund of what a deposit left over. */
export interface PaymentLine {
  payment: Payment;
  voided: Payment | null;
  /** What was given back of it, in order. */
  refunds: Payment[];
}

/** Money received and given back, in order; a void and a refund stand with the payment that they undo. */
export function pairPayments(payments: readonly Payment[]): PaymentLine[] {
  const voids = new Map(payments.flatMap((each) => (each.voids_id === null ? [] : [[each.voids_id, each] as const])));
  return payments
    .filter((each) => each.voids_id === null && each.refunds_id === null)
    .map((payment) => ({ payment, voided: voids.get(payment.id) ?? null, refunds: payments.filter((each) => each.refunds_id === payment.id) }));
}

/** What can still be given back of a payment, in centavos. */
export function refundable(payment: Payment): Centavos {
  if (payment.kind !== 'payment' || payment.voided) return 0;
  return (parseMoney(payment.amount) ?? 0) - (parseMoney(payment.refunded) ?? 0);
}

/** True when a payment can be undone altogether: on the hospital's day it was taken, and nothing of it was given back. */
export function isVoidable(payment: Payment, now: number): boolean {
  return refundable(payment) > 0 && parseMoney(payment.refunded) === 0 && dayOf(Date.parse(payment.taken_at)) === dayOf(now);
}

export interface BedDay {
  /** YYYY-MM-DD */
  day: string;
  units: number;
  amount: string;
}

/** How the quantity of a bed charge came about. */
export interface BedReading {
  from: number;
  /** null while the meter runs. */
  to: number | null;
  units: number;
  unitSeconds: number;
  /**
   * Whole seconds that explain the units, a begun second counted; null when the clock alone does not explain them (it
   * was set back, or this computer's clock differs from the server's).
   */
  seconds: number | null;
  /** Begun units by the hospital's day on which each began; empty when there are too many to list. */
  days: BedDay[];
}

const mostListedUnits = 10_000;

/**
 * Explains a bed charge as it stood at `asOf`, in milliseconds. Null for a charge without a meter, such as a service or
 * a reversal.
 */
export function readBed(charge: Charge, asOf: number): BedReading | null {
  const { meter_started_at: startedAt, meter_unit_seconds: unitSeconds, meter_ended_at: endedAt } = charge;
  if (startedAt === null || unitSeconds === null) return null;
  const from = Date.parse(startedAt);
  const to = endedAt === null ? null : Date.parse(endedAt);
  const seconds = Math.max(0, Math.ceil(((to ?? asOf) - from) / 1000));
  const explained = Math.max(1, Math.ceil(((to ?? asOf) - from) / (unitSeconds * 1000))) === charge.quantity;
  return {
    from,
    to,
    units: charge.quantity,
    unitSeconds,
    seconds: explained ? seconds : null,
    days: charge.quantity > mostListedUnits ? [] : daysOf(from, charge.quantity, unitSeconds, charge.unit_price),
  };
}

function daysOf(from: number, units: number, unitSeconds: number, rate: string): BedDay[] {
  const counts = new Map<string, number>();
  for (let index = 0; index < units; index += 1) {
    const day = dayOf(from + index * unitSeconds * 1000);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].map(([day, count]) => ({ day, units: count, amount: multiplyMoney(rate, count) }));
}

/** "2 h 30 min", "1 h 0 min 1 s", "59 min": nothing rounded away, because a second can begin an hour. */
export function exactLength(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (rest !== 0) return [hours > 0 ? `${hours} h` : '', hours > 0 || minutes > 0 ? `${minutes} min` : '', `${rest} s`].filter(Boolean).join(' ');
  if (minutes !== 0) return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
  return hours > 0 ? `${hours} h` : `${rest} s`;
}

/** True when a wire amount is not nothing. */
export function isSome(amount: string): boolean {
  return parseMoney(amount) !== 0;
}

/** True when some bed meter of the bill is running, so that its total grows by itself. */
export function isRunning(bill: Pick<Bill, 'charges'>): boolean {
  return bill.charges.some((charge) => charge.running);
}

/** True when more was paid than is due: the rest goes back to the payer. */
export function isOverpaid(bill: Pick<Bill, 'balance'>): boolean {
  return (parseMoney(bill.balance) ?? 0) < 0;
}

/** "000123", as printed on receipts and refund vouchers; what another system printed, as it stands there. */
export function receiptNumber(payment: Pick<Payment, 'receipt_number' | 'voucher_number' | 'old_receipt'>): string {
  if (payment.old_receipt !== null && payment.old_receipt !== '') return payment.old_receipt;
  const number = payment.receipt_number ?? payment.voucher_number;
  return number === null ? '–' : String(number).padStart(6, '0');
}
