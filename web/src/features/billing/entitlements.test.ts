import { describe, expect, it } from 'vitest';
import { aPatient } from '@/test/people';
import { claimable, likeliest, mayWithdraw, reductionsOf, unclaimed } from './entitlements';
import { aBill, aClaim } from './made';

const may =
  (...permissions: string[]) =>
  (...anyOf: string[]): boolean =>
    anyOf.some((each) => permissions.includes(each));
const teller = may('bill:reduce');
const admin = may('bill:reduce', 'discount:other', 'bill:adjust-final');
const end = { reason: 'Wrong patient', at: '2026-11-22T04:00:00Z', by: 5, by_name: 'Tess Uy' };
const running = aBill({ final: false });

describe('what comes off a bill', () => {
  it('stands in the order of the law, with the VAT before the discount it goes with', () => {
    const bill = aBill({
      entitlements: [aClaim({ id: 3, kind: 'hmo' }), aClaim({ id: 2, kind: 'philhealth' }), aClaim({ id: 1 })],
      total: { vat_exemption: '120.00', statutory_discount: '200.00', other_discount: '0.00', philhealth: '300.00', hmo: '0.00', patient_share: '500.00' },
    });
    expect(reductionsOf(bill).map(({ key, amount }) => [key, amount])).toEqual([
      ['vat_exemption', '120.00'],
      ['statutory_discount', '200.00'],
      ['philhealth', '300.00'],
      ['hmo', '0.00'],
    ]);
  });

  it('gives one discount to who is senior citizen and PWD, and none for what was withdrawn', () => {
    const both = aBill({ entitlements: [aClaim({ id: 1, kind: 'pwd' }), aClaim({ id: 2 }), aClaim({ id: 3, kind: 'hmo', withdrawn: end })] });
    expect(reductionsOf(both).map(({ entitlement, amount }) => [entitlement?.kind, amount])).toEqual([
      ['senior', '0.00'],
      ['pwd', null],
    ]);
  });
});

describe('what may be claimed', () => {
  it('is one of each kind, by permission, and again once withdrawn', () => {
    expect(claimable(running, teller)).toEqual(['senior', 'pwd', 'philhealth', 'hmo']);
    expect(claimable({ ...running, entitlements: [aClaim(), aClaim({ kind: 'hmo', withdrawn: end })] }, admin)).toEqual(['pwd', 'other_discount', 'philhealth', 'hmo']);
    expect(claimable(running, may('bill:read'))).toEqual([]);
  });

  it('is nothing on a final bill, but for who may change one', () => {
    expect(claimable(aBill(), teller)).toEqual([]);
    expect(claimable(aBill(), admin)).toHaveLength(5);
  });

  it('leaves another discount to be withdrawn by who may give one', () => {
    expect(mayWithdraw(running, aClaim({ kind: 'other_discount' }), teller)).toBe(false);
    expect(mayWithdraw(running, aClaim({ kind: 'other_discount' }), admin)).toBe(true);
    expect(mayWithdraw(running, aClaim(), teller)).toBe(true);
    expect(mayWithdraw(aBill(), aClaim(), teller)).toBe(false);
  });

  it('begins with what takes something off', () => {
    expect(likeliest({ entitlements: [aClaim()] }, ['pwd', 'philhealth'])).toBe('philhealth');
    expect(likeliest({ entitlements: [aClaim()] }, ['pwd'])).toBe('pwd');
    expect(likeliest({ entitlements: [] }, ['senior', 'hmo'])).toBe('senior');
  });

  it('is pointed out when the patient’s record speaks of it and nobody decided against it', () => {
    const patient = aPatient({ senior_id: 'S-1', pwd_id: 'P-1', philhealth_number: '12' });
    expect(unclaimed(running, patient, teller)).toEqual(['senior', 'philhealth']);
    expect(unclaimed({ ...running, entitlements: [aClaim({ withdrawn: end })] }, patient, teller)).toEqual(['philhealth']);
    expect(unclaimed(aBill(), patient, admin)).toEqual([]);
  });
});
