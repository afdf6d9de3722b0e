import { describe, expect, it } from 'vitest';
import { exactLength, groupCharges, isVoidable, matching, opensByItself, pairPayments, readBed, receiptNumber, refundable } from './ledger';
import { aBed, aCharge, aPayment } from './made';

describe('the bed line', () => {
  it('explains two and a half hours as three begun hours', () => {
    expect(readBed(aBed(), 0)).toEqual({
      from: Date.parse('2026-11-22T02:00:00Z'),
      to: Date.parse('2026-11-22T04:30:00Z'),
      units: 3,
      unitSeconds: 3600,
      seconds: 9000,
      days: [{ day: '2026-11-22', units: 3, amount: '90.00' }],
    });
  });

  it('counts one second past the hour as a second hour, and says so', () => {
    const reading = readBed(aBed({ meter_ended_at: '2026-11-22T03:00:00.400Z', quantity: 2, amount: '60.00' }), 0);
    expect(reading?.seconds).toBe(3601);
    expect(exactLength(reading?.seconds ?? 0)).toBe('1 h 0 min 1 s');
  });

  it('reads a running meter at the given moment', () => {
    const running = aBed({ meter_ended_at: null, running: true, quantity: 1, amount: '30.00' });
    expect(readBed(running, Date.parse('2026-11-22T02:59:00Z'))).toMatchObject({ to: null, units: 1, seconds: 59 * 60 });
  });

  it('claims no length that does not lead to the units charged', () => {
    const running = aBed({ meter_ended_at: null, running: true, quantity: 5, amount: '150.00' });
    expect(readBed(running, Date.parse('2026-11-22T02:59:00Z'))).toMatchObject({ units: 5, seconds: null });
  });

  it('splits a long stay by the days on which its hours began', () => {
    const reading = readBed(aBed({ meter_ended_at: '2026-11-23T18:00:00Z', quantity: 40, amount: '1200.00' }), 0);
    expect(reading?.days).toEqual([
      { day: '2026-11-22', units: 14, amount: '420.00' },
      { day: '2026-11-23', units: 24, amount: '720.00' },
      { day: '2026-11-24', units: 2, amount: '60.00' },
    ]);
  });

  it('has nothing to say of a service', () => {
    expect(readBed(aCharge(), 0)).toBeNull();
  });
});

describe('lengths', () => {
  it.each([
    [9000, '2 h 30 min'],
    [3600, '1 h'],
    [3540, '59 min'],
    [150, '2 min 30 s'],
    [5, '5 s'],
    [0, '0 s'],
    [90_000, '25 h'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(exactLength(seconds)).toBe(words);
  });
});

describe('the ledger', () => {
  it('groups by category in the order of the statement, with exact subtotals', () => {
    const groups = groupCharges([
      aCharge({ id: 1, category: 'Professional fee', amount: '500.10' }),
      aCharge({ id: 2, category: 'Drugs and medicine', amount: '0.20' }),
      aBed({ id: 3 }),
      aCharge({ id: 4, category: 'Drugs and medicine', amount: '0.10' }),
    ]);
    expect(groups.map((group) => [group.category, group.subtotal])).toEqual([
      ['Room and board', '90.00'],
      ['Drugs and medicine', '0.30'],
      ['Professional fee', '500.10'],
    ]);
  });

  it('puts a reversal beside what it undoes', () => {
    const undone = aCharge({ id: 1, reversed: true });
    const contra = aCharge({ id: 2, reverses_id: 1, quantity: -1, amount: '-120.00', reason: 'Not taken' });
    const [group] = groupCharges([undone, contra]);
    expect(group?.lines).toEqual([{ charge: undone, reversal: contra }]);
    expect(group?.subtotal).toBe('0.00');
  });

  it('finds charges by all the words typed, of name, doctor or who entered them', () => {
    const groups = groupCharges([
      aCharge({ id: 1, description: 'Consultation', category: 'Professional fee', doctor_name: 'Antonio Reyes', amount: '500.00' }),
      aCharge({ id: 2, description: 'Consultation', category: 'Professional fee', doctor_name: 'Patricia Tan' }),
      aCharge({ id: 3, added_by_name: 'Marites Pascual' }),
    ]);
    expect(matching(groups, 'tan CONSULT').map((group) => group.lines.map((line) => line.charge.id))).toEqual([[2]]);
    expect(matching(groups, 'antonio')[0]?.subtotal).toBe('500.00');
    expect(matching(groups, 'marites').map((group) => group.category)).toEqual(['Laboratory and diagnostic']);
    expect(matching(groups, 'zzz')).toEqual([]);
    expect(matching(groups, ' ')).toBe(groups);
  });

  it('begins a long bill folded, but for short groups', () => {
    const many = Array.from({ length: 61 }, (_, index) => aCharge({ id: index + 1 }));
    const [long] = groupCharges(many);
    const [short] = groupCharges([aBed()]);
    if (long === undefined || short === undefined) throw new Error('no groups');
    expect(opensByItself(long, 61)).toBe(false);
    expect(opensByItself(long, 60)).toBe(true);
    expect(opensByItself(short, 2000)).toBe(true);
  });

  it('puts voids and refunds beside their payment', () => {
    const payment = aPayment({ id: 1, voided: true });
    const undo = aPayment({ id: 2, kind: 'void', voids_id: 1, amount: '-100.00', receipt_number: null });
    const second = aPayment({ id: 3, refunded: '40.00' });
    const back = aPayment({ id: 4, kind: 'refund', refunds_id: 3, amount: '-40.00', receipt_number: null, voucher_number: 2 });
    const credit = aPayment({ id: 5, kind: 'refund', amount: '-5.00', receipt_number: null, voucher_number: 3 });
    expect(pairPayments([payment, undo, second, back, credit])).toEqual([
      { payment, voided: undo, refunds: [] },
      { payment: second, voided: null, refunds: [back] },
      { payment: credit, voided: null, refunds: [] },
    ]);
    expect([payment, undo, second, back, credit].map(refundable)).toEqual([0, 0, 60_00, 0, 0]);
  });

  it('voids on the day of the hospital only, and only what was not given back', () => {
    const taken = aPayment({ taken_at: '2026-11-22T15:59:00Z' }); // one minute to midnight in Manila
    expect(isVoidable(taken, Date.parse('2026-11-22T15:59:59Z'))).toBe(true);
    expect(isVoidable(taken, Date.parse('2026-11-22T16:00:00Z'))).toBe(false);
    expect(isVoidable(aPayment({ refunded: '0.01' }), Date.parse('2026-11-22T05:01:00Z'))).toBe(false);
    expect(isVoidable(aPayment({ voided: true }), Date.parse('2026-11-22T05:01:00Z'))).toBe(false);
  });

  it('prints receipt numbers with six figures', () => {
    expect(receiptNumber(aPayment())).toBe('000031');
  });
});
