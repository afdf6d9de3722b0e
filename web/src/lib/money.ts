/**
 * Money as whole centavos. On the wire it is a decimal string ("1234.50"); nothing here ever becomes a fraction,
 * and the numbers stay exact up to ninety trillion pesos.
 */
export type Centavos = number;

const decimal = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;

/** Reads the wire form. Returns null for anything that is not an amount with at most two decimals. */
export function parseMoney(amount: string): Centavos | null {
  const match = decimal.exec(amount);
  if (match === null) return null;
  const [, sign, pesos = '0', fraction = ''] = match;
  const centavos = Number(pesos) * 100 + Number(fraction.padEnd(2, '0'));
  return sign === '-' && centavos !== 0 ? -centavos : centavos;
}

/** Reads what a person types: "₱1,234.5", " 1 234.50 ", ".5", "12." are all understood. Null when it is no amount. */
export function readMoney(typed: string): Centavos | null {
  const bare = typed.replaceAll(/[₱,\s]/g, '').replace(/^P(?=[\d.])/i, '');
  if (bare === '' || bare === '.') return null;
  const whole = bare.startsWith('.') ? `0${bare}` : bare;
  return parseMoney(whole.endsWith('.') ? whole.slice(0, -1) : whole);
}

/** The wire form: "1234.50". */
export function toWire(centavos: Centavos): string {
  const abs = Math.abs(centavos);
  return `${centavos < 0 ? '-' : ''}${Math.trunc(abs / 100)}.${String(abs % 100).padStart(2, '0')}`;
}

/** The shown form: "₱1,234.50"; a negative amount as "−₱1,234.50". */
export function formatMoney(amount: string | Centavos): string {
  const centavos = typeof amount === 'number' ? amount : parseMoney(amount);
  if (centavos === null) return String(amount);
  const abs = Math.abs(centavos);
  const pesos = String(Math.trunc(abs / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${centavos < 0 ? '−' : ''}₱${pesos}.${String(abs % 100).padStart(2, '0')}`;
}

function strict(amount: string): Centavos {
  const centavos = parseMoney(amount);
  if (centavos === null) throw new RangeError(`"${amount}" is not an amount of money`);
  return centavos;
}

/** Sum of wire amounts, in wire form. Throws when one of them is no amount: a sum must never be quietly wrong. */
export function addMoney(...amounts: string[]): string {
  return toWire(amounts.reduce((sum, amount) => sum + strict(amount), 0));
}

/** a − b, in wire form. */
export function subtractMoney(a: string, b: string): string {
  return toWire(strict(a) - strict(b));
}

/** Price times a whole quantity, in wire form. */
export function multiplyMoney(price: string, quantity: number): string {
  if (!Number.isInteger(quantity)) throw new RangeError('a quantity is a whole number');
  return toWire(strict(price) * quantity);
}

/** Below zero, zero or above zero, as a sort wants it. */
export function compareMoney(a: string, b: string): number {
  return strict(a) - strict(b);
}
