import { describe, expect, it } from 'vitest';
import { changeOf, paymentFaults, quickCash } from './cash';

describe('quick cash', () => {
  it('offers the next useful notes, each sum once', () => {
    expect(quickCash(245_00)).toEqual([250_00, 300_00, 400_00, 500_00, 1000_00]);
    expect(quickCash(1230_50)).toEqual([1250_00, 1300_00, 1400_00, 1500_00, 2000_00]);
  });

  it('does not repeat the exact amount', () => {
    expect(quickCash(500_00)).toEqual([600_00, 1000_00]);
    expect(quickCash(1000_00)).toEqual([]);
  });

  it('offers nothing for nothing', () => {
    expect(quickCash(0)).toEqual([]);
    expect(quickCash(-5)).toEqual([]);
  });
});

describe('change', () => {
  it('is exact to the centavo', () => {
    expect(changeOf({ amount: '244.90', tendered: '245' })).toBe(10);
    expect(changeOf({ amount: '₱1,244.90', tendered: '2,000' })).toBe(755_10);
  });

  it('is nothing when no cash was typed: the exact sum is meant', () => {
    expect(changeOf({ amount: '245', tendered: '' })).toBe(0);
  });

  it('is below zero while the cash is short, and unknown while it cannot be read', () => {
    expect(changeOf({ amount: '245', tendered: '200' })).toBe(-45_00);
    expect(changeOf({ amount: '245', tendered: 'abc' })).toBeNull();
    expect(changeOf({ amount: '', tendered: '200' })).toBeNull();
  });
});

describe('what a payment may be', () => {
  const final = { final: true, balance: '245.00' };
  const open = { final: false, balance: '245.00' };
  const values = (amount: string, tendered = '') => ({ amount, tendered, payer: '' });

  it('takes no more than the balance of a final bill', () => {
    expect(paymentFaults(values('245.00', '500'), final)).toEqual({});
    expect(paymentFaults(values('245.01', '500'), final)).toEqual({ amount: 'above balance' });
  });

  it('takes a deposit above the running total', () => {
    expect(paymentFaults(values('5000'), open)).toEqual({});
  });

  it('wants an amount, and cash that covers it', () => {
    expect(paymentFaults(values(''), open)).toEqual({ amount: 'missing' });
    expect(paymentFaults(values('0'), open)).toEqual({ amount: 'nothing' });
    expect(paymentFaults(values('12.345'), open)).toEqual({ amount: 'missing' });
    expect(paymentFaults(values('1000000000'), open)).toEqual({ amount: 'too large' });
    expect(paymentFaults(values('245', '200'), open)).toEqual({ tendered: 'short' });
    expect(paymentFaults(values('245', 'x'), open)).toEqual({ tendered: 'unreadable' });
  });
});
