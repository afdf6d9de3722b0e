import { screen, within } from '@testing-library/react';
import { useLocation } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { CashierPage } from './CashierPage';
import { aShift } from './made';
import type { BillSummary } from './queries';

const teller: Me = { id: 5, user_id: 'tess', name: 'Tess Uy', roles: ['Teller'], permissions: ['shift:keep', 'shift:read', 'payment:take', 'receivable:read', 'bill:read'], department: null };

function aSummary(given: Partial<BillSummary> = {}): BillSummary {
  return {
    id: 7,
    code: '7C53J5GT',
    encounter_id: 9,
    case_number: 'CN20261122-0008',
    patient: { id: 4, code: 'D8RAV', name: 'Dela Cruz, Juan', sex: 'Male', age: 30 },
    status: 'Unpaid',
    total_charges: '245.00',
    total_discounts: '0.00',
    total_coverage: '0.00',
    total_due: '245.00',
    total_paid: '0.00',
    balance: '245.00',
    final: true,
    secured: false,
    created_at: '2026-11-22T02:00:00Z',
    care_ended_at: '2026-11-22T04:30:00Z',
    finalized_at: '2026-11-22T04:40:00Z',
    ...given,
  };
}

const takings = { receipts: 12, first_receipt: 1, last_receipt: 12, payments: '5000.00', voids: '100.00', refunds: '50.00', cash_in: '0.00', cash_out: '0.00', net: '4850.00' };
const answers = {
  'GET /api/v1/shifts/current': { shift: aShift() },
  'GET /api/v1/shifts': { items: [], next: null },
  'GET /api/v1/cash-report': { date: '2026-11-22', total: takings, shifts: [], by_purpose: [], given_back: [], cash_moves: [] },
  'GET /api/v1/receivables/totals': { notes: 3, amount: '900.00', overdue: 1, overdue_amount: '300.00' },
  'GET /api/v1/bills': (request: Request) => {
    const { searchParams } = new URL(request.url);
    if (searchParams.get('waits_for') !== null) return Response.json({ items: [], next: null });
    const final = aSummary();
    const running = aSummary({ id: 8, code: 'RUNNING1', final: false, finalized_at: null, care_ended_at: null });
    return Response.json({ items: searchParams.get('q') === 'juan' ? [final, running] : [], next: null });
  },
};

function Where() {
  const { href } = useLocation();
  return <p>at {href}</p>;
}
const page = (
  <>
    <CashierPage />
    <Where />
  </>
);

describe('the cashier', () => {
  it('stands in the search field, and Enter on a name opens the payment of the final bill', async () => {
    answerWith(answers);
    const { user } = renderPage(page, { me: teller });
    const field = await screen.findByRole('combobox', { name: 'Find a bill' });
    expect(field).toHaveFocus();
    await user.keyboard('juan');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    await user.keyboard('{Enter}');
    expect(await screen.findByText('at /bills/7?pay=true')).toBeInTheDocument();
  });

  it('goes to a running bill without a payment, by arrow', async () => {
    answerWith(answers);
    const { user } = renderPage(page, { me: teller });
    await user.type(await screen.findByRole('combobox', { name: 'Find a bill' }), 'juan');
    await screen.findAllByRole('option');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByText('at /bills/8')).toBeInTheDocument();
  });

  it('says what was taken today, what is in the drawer and what is overdue', async () => {
    answerWith(answers);
    renderPage(page, { me: teller });
    expect(await screen.findByRole('link', { name: /Taken today.*₱4,850.00.*12 receipts, all tellers/ })).toHaveAttribute('href', '/cashier/report');
    expect(await screen.findByRole('link', { name: /In your drawer.*₱1,500.00/ })).toHaveAttribute('href', '/cashier/shifts/3');
    expect(await screen.findByRole('link', { name: /Receivables.*₱300.00 overdue on 1 note/ })).toHaveAttribute('href', '/cashier/receivables?status=overdue');
    expect(await screen.findByText('Every final bill is paid or promised.')).toBeInTheDocument();
  });

  it('offers to open the shift when there is none', async () => {
    answerWith({ ...answers, 'GET /api/v1/shifts/current': { shift: null } });
    const { user } = renderPage(page, { me: teller });
    await user.click(await screen.findByRole('button', { name: /Open shift/ }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('textbox', { name: 'Pieces of ₱1,000' })).toHaveFocus();
  });
});
