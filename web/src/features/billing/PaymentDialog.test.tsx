import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { aBill, aPayment } from './made';
import { PaymentDialog } from './PaymentDialog';
import { chooseReceiptPaper } from './receipts';

const pay = 'POST /api/v1/bills/7/payments';
const teller: Me = { id: 5, user_id: 'tess', name: 'Tess Uy', roles: ['Teller'], permissions: ['payment:take', 'shift:keep', 'bill:read'], department: null };

/** The receipt of payment 1, as the server draws it. */
function printed(copy = 0) {
  return {
    'POST /api/v1/payments/1/prints': () => Response.json({ id: 44, payment_id: 1, copy, printed_at: '2026-11-22T05:00:00Z', printed_by: 5, printed_by_name: 'Tess Uy' }, { status: 201 }),
    'GET /api/v1/payments/1/receipt': () => new Response('%PDF'),
  };
}

/** The tab that a paper is opened in where the page cannot print it. */
const opened = vi.fn();

beforeEach(() => {
  chooseReceiptPaper('roll');
  localStorage.clear();
  opened.mockClear();
  vi.stubGlobal('open', opened);
});

async function amountField() {
  return screen.findByRole('textbox', { name: 'Amount' });
}

describe('taking a payment', () => {
  it('starts from the balance, counts the change while typing, and Enter pays once', async () => {
    const sent = answerWith({
      [pay]: () => Response.json(aPayment({ amount: '245.00', tendered: '300.00', change: '55.00', receipt_number: 32 }), { status: 201 }),
      ...printed(),
    });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    expect(await amountField()).toHaveValue('245.00');
    await user.type(screen.getByRole('textbox', { name: 'Cash handed over' }), '300');
    expect(screen.getByRole('status')).toHaveTextContent('Change₱55.00');
    await user.keyboard('{Enter}{Enter}');
    expect(await screen.findByText('Receipt 000032')).toBeInTheDocument();
    expect(screen.getByText('₱55.00')).toBeInTheDocument();
    const payments = sent.filter((each) => each.path.startsWith('/api/v1/bills'));
    expect(payments).toHaveLength(1);
    expect(payments[0]?.body).toEqual({ amount: '245.00', tendered: '300.00', expected_balance: '245.00' });
    expect(payments[0]?.idempotencyKey).not.toBeNull();
  });

  it('prints the receipt at once on the paper of this station, and a copy when asked', async () => {
    const sent = answerWith({ [pay]: () => Response.json(aPayment(), { status: 201 }), ...printed() });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.click(await amountField());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/api/v1/payments/1/receipt?format=roll&print=44', '_blank'));
    expect(await screen.findByRole('button', { name: 'Done' })).toHaveFocus();
    await user.click(screen.getByRole('radio', { name: 'A5' }));
    await user.click(screen.getByRole('button', { name: 'Print a copy' }));
    await waitFor(() => expect(opened).toHaveBeenLastCalledWith('/api/v1/payments/1/receipt?format=a5&print=44', '_blank'));
    const prints = sent.filter((each) => each.path.endsWith('/prints'));
    expect(prints).toHaveLength(2);
    expect(prints[0]?.idempotencyKey).not.toBe(prints[1]?.idempotencyKey);
    expect(localStorage.getItem('talaan-receipt-paper')).toBe('a5');
  });

  it('says the new balance when someone else paid meanwhile, and keeps what was typed', async () => {
    const now = aBill({ version: 4, balance: '145.00', total_paid: '100.00', status: 'Partial' });
    const sent = answerWith({ [pay]: () => problemResponse(409, 'The balance of bill 7C53J5GT is now ₱145.00: it changed since you saw it.'), 'GET /api/v1/bills/7': { ...now } });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.type(await screen.findByRole('textbox', { name: 'Payer' }), 'Ana');
    await user.type(screen.getByRole('textbox', { name: 'Cash handed over' }), '300{Enter}');
    expect(await screen.findByText('The balance is now ₱145.00, not ₱245.00: someone else acted on this bill. Nothing was taken by you.')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Cash handed over' })).toHaveValue('300');
    expect(screen.getByRole('textbox', { name: 'Payer' })).toHaveValue('Ana');
    await waitFor(async () => expect(await amountField()).toHaveValue('145.00'));
    await user.click(screen.getByRole('button', { name: 'Take ₱145.00' }));
    await waitFor(() => expect(sent.filter((each) => each.method === 'POST')).toHaveLength(2));
    expect(sent.findLast((each) => each.method === 'POST')?.body).toEqual({ amount: '145.00', tendered: '300.00', payer: 'Ana', expected_balance: '145.00' });
  });

  it('leads through opening the shift, and back to what was typed', async () => {
    let open = false;
    const sent = answerWith({
      'GET /api/v1/shifts/current': () => Response.json({ shift: open ? { id: 3 } : null }),
      'GET /api/v1/shifts': { items: [], next: null },
      'POST /api/v1/shifts': () => {
        open = true;
        return Response.json({ id: 3, opening_cash: '1500.00' }, { status: 201 });
      },
      [pay]: () => {
        if (!open) return problemResponse(409, 'Open your shift first.');
        return Response.json(aPayment(), { status: 201 });
      },
      ...printed(),
    });
    open = true;
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />, { me: teller });
    await user.type(await screen.findByRole('textbox', { name: 'Payer' }), 'Ana');
    // An administrator closes the shift while the form is being filled.
    open = false;
    await user.keyboard('{Enter}');
    const thousands = await screen.findByRole('textbox', { name: 'Pieces of ₱1,000' });
    await user.type(thousands, '1{Enter}1');
    expect(screen.getByText('₱1,500.00')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Open shift' }));
    await waitFor(() => expect(thousands).not.toBeInTheDocument());
    expect(sent.find((each) => each.path === '/api/v1/shifts' && each.method === 'POST')?.body).toEqual({ counts: { 1000: 1, 500: 1 } });
    const payer = screen.getByRole('textbox', { name: 'Payer' });
    expect(payer).toHaveValue('Ana');
    await user.type(payer, '{Enter}');
    expect(await screen.findByText('Payment taken')).toBeInTheDocument();
  });

  it('refuses more than the balance of a final bill, beside the field, and sends nothing', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.clear(await amountField());
    await user.type(await amountField(), '245.01');
    expect(screen.getByText('The balance is ₱245.00: the rest of the cash is change')).toBeInTheDocument();
    expect(await amountField()).toHaveAttribute('aria-invalid', 'true');
    await user.keyboard('{Enter}');
    expect(sent.filter((each) => each.method === 'POST')).toEqual([]);
  });

  it('offers the next notes, and says while the cash is short', async () => {
    answerWith({});
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    const cash = await screen.findByRole('textbox', { name: 'Cash handed over' });
    await user.click(screen.getByRole('button', { name: '₱500' }));
    expect(cash).toHaveValue('500.00');
    expect(screen.getByRole('status')).toHaveTextContent('Change₱255.00');
    await user.clear(cash);
    await user.type(cash, '200');
    expect(screen.getByRole('status')).toHaveTextContent('Still short₱45.00');
    await user.click(screen.getByRole('button', { name: 'Exact' }));
    expect(cash).toHaveValue('245.00');
  });

  it('calls it a deposit before the bill is final, and takes more than is due so far', async () => {
    const sent = answerWith({ [pay]: () => Response.json(aPayment({ amount: '5000.00', tendered: '5000.00' }), { status: 201 }) });
    const { user } = renderPage(<PaymentDialog opened bill={aBill({ final: false, finalized_at: null })} onClose={vi.fn()} />);
    const amount = await screen.findByRole('textbox', { name: 'Deposit' });
    await user.clear(amount);
    await user.type(amount, '5,000{Enter}');
    expect(await screen.findByText('Deposit taken')).toBeInTheDocument();
    expect(screen.getByText('₱4,755.00 in credit')).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ amount: '5000.00', tendered: '5000.00' });
  });

  it('sends a lost payment again under the same key', async () => {
    let tries = 0;
    const sent = answerWith({
      [pay]: () => {
        tries += 1;
        if (tries === 1) throw new TypeError('no line');
        return Response.json(aPayment(), { status: 201 });
      },
    });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.click(await amountField());
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/The server does not answer/)).toBeInTheDocument();
    await user.keyboard('{Enter}');
    const keys = (): (string | null)[] => sent.filter((each) => each.path === '/api/v1/bills/7/payments').map((each) => each.idempotencyKey);
    await waitFor(() => expect(keys()).toHaveLength(2));
    expect(new Set(keys()).size).toBe(1);
  });

  it('shows beside the field what the server refuses', async () => {
    answerWith({ [pay]: () => problemResponse(422, 'Please correct the marked fields.', [{ location: 'body.amount', message: 'is more than the balance of ₱100.00' }]) });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.click(await amountField());
    await user.keyboard('{Enter}');
    expect(await screen.findByText('is more than the balance of ₱100.00')).toBeInTheDocument();
    expect(await amountField()).toHaveValue('245.00');
  });
});
