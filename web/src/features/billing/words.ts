import type { TFunction } from 'i18next';
import { formatMoney, readMoney } from '@/lib/money';
import { formatDate, formatDateTime, formatTime, dayOf } from '@/lib/time';
import { type BedReading, exactLength } from './ledger';

/** "3 begun hours", or what this hospital bills by. */
export function unitWords(t: TFunction, units: number, unitSeconds: number): string {
  if (unitSeconds === 3600) return t('{{count}} begun hours', { count: units });
  if (unitSeconds === 60) return t('{{count}} begun minutes', { count: units });
  return t('{{count}} begun units of {{length}}', { count: units, length: exactLength(unitSeconds) });
}

/** "10:00 to 12:30", with the days when they are not the same. */
export function spanWords(t: TFunction, reading: Pick<BedReading, 'from' | 'to'>): string {
  const { from, to } = reading;
  if (to === null) return t('{{from}} until now', { from: formatDateTime(from) });
  if (dayOf(from) === dayOf(to)) return t('{{date}}, {{from}} to {{to}}', { date: formatDate(from), from: formatTime(from), to: formatTime(to) });
  return t('{{from}} to {{to}}', { from: formatDateTime(from), to: formatDateTime(to) });
}

/** "22 Nov 2026, 10:00 to 12:30 = 2 h 30 min = 3 begun hours × ₱30.00". */
export function bedSentence(t: TFunction, reading: BedReading, rate: string): string {
  const length = reading.seconds === null ? null : exactLength(reading.to === null ? reading.seconds - (reading.seconds % 60) : reading.seconds);
  return [spanWords(t, reading), length, `${unitWords(t, reading.units, reading.unitSeconds)} × ${formatMoney(rate)}`].filter((part) => part !== null).join(' = ');
}

/** Why what was typed is no amount to enter; null when it is one. */
export function amountProblem(t: TFunction, typed: string): string | null {
  const centavos = readMoney(typed);
  if (centavos === null) return t('Enter an amount, like 1234.50');
  return centavos <= 0 ? t('Enter more than ₱0.00') : null;
}
