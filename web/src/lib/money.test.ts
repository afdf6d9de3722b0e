import { describe, expect, it } from 'vitest';
import { addMoney, compareMoney, formatMoney, multiplyMoney, parseMoney, readMoney, subtractMoney, toWire } from './money';

describe('money', () => {
  it('reads the wire form into centavos', () => {
    expect(parseMoney('1234.50')).toBe(123_450);
    expect(parseMoney('0.05')).toBe(5);
    expect(parseMoney('7')).toBe(700);
    expect(parseMoney('-3.10')).toBe(-310);
    expect(parseMoney('-0.00')).toBe(0);
  });

  it('refuses what is no amount', () => {
    for (const wrong of ['', '1.234', '1,000.00', 'abc', '1e3', ' 1', '.5', '--1']) expect(parseMoney(wrong)).toBeNull();
  });

  it('understands what people type', () => {
    expect(readMoney('₱1,234.5')).toBe(123_450);
    expect(readMoney(' 1 000 ')).toBe(100_000);
    expect(readMoney('P20')).toBe(2_000);
    expect(readMoney('.5')).toBe(50);
    expect(readMoney('12.')).toBe(1_200);
    expect(readMoney('.')).toBeNull();
    expect(readMoney('')).toBeNull();
    expect(readMoney('1.005')).toBeNull();
  });

  it('shows pesos with thousands and two decimals', () => {
    expect(formatMoney('1234.50')).toBe('₱1,234.50');
    expect(formatMoney('1234567.00')).toBe('₱1,234,567.00');
    expect(formatMoney('0.00')).toBe('₱0.00');
    expect(formatMoney('-90.00')).toBe('−₱90.00');
    expect(formatMoney(123_450)).toBe('₱1,234.50');
  });

  it('never loses a centavo', () => {
    expect(addMoney('0.10', '0.20')).toBe('0.30');
    expect(addMoney('30.00', '120.00')).toBe('150.00');
    expect(addMoney()).toBe('0.00');
    expect(subtractMoney('100.00', '100.01')).toBe('-0.01');
    expect(multiplyMoney('30.00', 3)).toBe('90.00');
    expect(multiplyMoney('0.07', 3)).toBe('0.21');
    expect(addMoney('9999999999.99', '0.01')).toBe('10000000000.00');
  });

  it('compares by value, not by letters', () => {
    expect(compareMoney('9.00', '10.00')).toBeLessThan(0);
    expect(compareMoney('10.00', '10.0')).toBe(0);
    expect(compareMoney('0.01', '-5.00')).toBeGreaterThan(0);
  });

  it('gives back what it read', () => {
    for (const amount of ['0.00', '0.01', '-0.99', '1234567890.12']) {
      expect(toWire(parseMoney(amount) ?? Number.NaN)).toBe(amount);
    }
  });

  it('throws rather than adding up nonsense', () => {
    expect(() => addMoney('1.00', 'x')).toThrow(RangeError);
    expect(() => multiplyMoney('1.00', 0.5)).toThrow(RangeError);
  });
});
