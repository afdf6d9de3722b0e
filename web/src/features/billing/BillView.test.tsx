import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { billActs, BillView } from './BillView';
import { aBed, aBill, aCharge, aPayment } from './made';

const teller: Me = {
  id: 5,
  user_id: 'teller',
  name: 'Tess Uy',
  roles: ['Teller'],
  permissions: ['bill:read', 'charge:add', 'charge:add-after-discharge', 'charge:reverse', 'bill:reduce', 'payment:take', 'payment:void', 'bill:finalize'],
  department: null,
};
const nurse: Me = { ...teller, permissions: ['bill:read', 'charge:add'] };
const may = (me: Me) => (permission: string) => me.permissions.includes(permission);

describe('what may be done with a bill', () => {
  it('follows its stage and the permissions', () => {
    const inCare = aBill({ final: false, care_ended_at: null });
    expect(billActs(inCare, may(teller))).toEqual({ pay: true, add: true, claim: true, reverse: true, finalize: true });
    expect(billActs(inCare, may(nurse))).toEqual({ pay: false, add: true, claim: false, reverse: false, finalize: false });
    expect(billActs(aBill({ final: false }), may(nurse)).add).toBe(false);
    expect(billActs(aBill({ final: true }), may(teller))).toMatchObject({ pay: true, add: false, claim: false, finalize: false });
    expect(billActs(aBill({ final: true, status: 'Paid', balance: '0.00' }), may(teller)).pay).toBe(false);
    expect(billActs(aBill({ final: true, status: 'Cancelled', balance: '0.00' }), may(teller)).pay).toBe(false);
  });
});

describe('the bill', () => {
  const bill = aBill({
    final: false,
    finalized_at: null,
    care_ended_at: null,
    charges: [
      aBed(),
      aCharge({ id: 2, reversed: true }),
      aCharge({ id: 3, reverses_id: 2, quantity: -1, amount: '-120.00', reason: 'Never taken', added_by_name: 'Tess Uy' }),
    ],
    payments: [aPayment({ voided: true }), aPayment({ id: 2, kind: 'void', voids_id: 1, amount: '-100.00', receipt_number: null, reason: 'Wrong patient' })],
  });

  it('opens the bed line into its hours and keeps what was undone to be read', async () => {
    answerWith({});
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    const charges = await screen.findByRole('table', { name: 'Charges' });
    await user.click(within(charges).getByRole('button', { name: 'Bed 3A-2, room 3A' }));
    expect(within(charges).getByText('Nov 22, 2026, 10:00 to 12:30 = 2 h 30 min = 3 begun hours × ₱30.00')).toBeInTheDocument();
    expect(within(charges).getByText('Reversed: Never taken')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Payments' })).toHaveTextContent('Voided: Wrong patient');
    expect(screen.queryByText('Discounts')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Reverse Chest X-ray' })).not.toBeInTheDocument();
  });

  it('takes a deposit with p, and names what stands in the way of the final bill', async () => {
    answerWith({});
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    await screen.findByRole('table', { name: 'Charges' });
    await user.keyboard('p');
    expect(await screen.findByRole('dialog', { name: 'Take deposit' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await user.click(within(screen.getByRole('complementary', { name: 'Totals' })).getByRole('button', { name: 'Issue final bill' }));
    expect(await screen.findByText('The patient is still in care')).toBeInTheDocument();
  });

  it('offers no reversal of what runs or is reversed already', async () => {
    answerWith({});
    const charges = [aBed({ running: true, meter_ended_at: null }), aCharge({ id: 4, description: 'Urinalysis' })];
    renderPage(<BillView bill={{ ...bill, charges }} asOf={0} />, { me: teller });
    expect(await screen.findByRole('button', { name: 'Reverse Urinalysis' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Reverse Bed/ })).not.toBeInTheDocument();
  });
});
