import type { components } from '@/api/schema';
import type { Centavos } from '@/lib/money';

export type Counts = components['schemas']['Counts'];

/** The notes and coins of the Philippines, largest first: their name on the wire and what one is worth. */
export const denominations = [
  { name: '1000', worth: 1000_00 },
  { name: '500', worth: 500_00 },
  { name: '200', worth: 200_00 },
  { name: '100', worth: 100_00 },
  { name: '50', worth: 50_00 },
  { name: '20', worth: 20_00 },
  { name: '10', worth: 10_00 },
  { name: '5', worth: 5_00 },
  { name: '1', worth: 1_00 },
  { name: 'c25', worth: 25 },
  { name: 'c10', worth: 10 },
  { name: 'c5', worth: 5 },
  { name: 'c1', worth: 1 },
] as const;

export type Denomination = (typeof denominations)[number]['name'];

/** How many of each were typed; what is not there was not counted, which is none. */
export type Typed = Partial<Record<Denomination, string>>;

/** What the server takes at most of one note or coin. */
const most = 1_000_000;

/** Pieces as typed; null when it is no whole number that can be counted. */
export function piecesOf(typed: string | undefined): number | null {
  const bare = (typed ?? '').replaceAll(/[,\s]/g, '');
  if (bare === '') return 0;
  if (!/^\d{1,7}$/.test(bare)) return null;
  const pieces = Number(bare);
  return pieces > most ? null : pieces;
}

/** What the count is worth; what cannot be read counts as none. */
export function worthOf(typed: Typed): Centavos {
  return denominations.reduce((sum, { name, worth }) => sum + (piecesOf(typed[name]) ?? 0) * worth, 0);
}

/** The denominations whose count cannot be read. */
export function unreadable(typed: Typed): Denomination[] {
  return denominations.filter(({ name }) => piecesOf(typed[name]) === null).map(({ name }) => name);
}

/** The count as the server takes it. */
export function countsOf(typed: Typed): Counts {
  return Object.fromEntries(denominations.flatMap(({ name }) => {
    const pieces = piecesOf(typed[name]) ?? 0;
    return pieces === 0 ? [] : [[name, pieces]];
  }));
}
