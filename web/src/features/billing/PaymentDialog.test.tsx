import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { aBill, aPayment } from './made';
import { PaymentDialog } from './PaymentDialog';

// Whole dialogs are rendered and typed into; a busy machine takes its time.
vi.setConfig({ testTimeout: 20_000 });

const pay = 'POST /api/v1/bills/7/payments';

async function amountField() {
  return screen.findByRole('textbox', { name: 'Amount' });
}

describe('taking a payment', () => {
  it('starts from the balance, counts the change while typing, and Enter pays once', async () => {
    const sent = answerWith({ [pay]: () => Response.json(aPayment({ amount: '245.00', tendered: '300.00', change: '55.00', receipt_number: 32 }), { status: 201 }) });
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    expect(await amountField()).toHaveValue('245.00');
    await user.type(screen.getByRole('textbox', { name: 'Cash handed over' }), '300');
    expect(screen.getByRole('status')).toHaveTextContent('Change₱55.00');
    await user.keyboard('{Enter}{Enter}');
    expect(await screen.findByText('Receipt 000032')).toBeInTheDocument();
    expect(screen.getByText('₱55.00')).toBeInTheDocument();
    const payments = sent.filter((each) => each.method === 'POST');
    expect(payments).toHaveLength(1);
    expect(payments[0]?.body).toEqual({ amount: '245.00', tendered: '300.00' });
    expect(payments[0]?.idempotencyKey).not.toBeNull();
  });

  it('refuses more than the balance of a final bill, beside the field, and sends nothing', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<PaymentDialog opened bill={aBill()} onClose={vi.fn()} />);
    await user.clear(await amountField());
    await user.type(await amountField(), '245.01');
    expect(screen.getByText('The balance is ₱245.00: the rest of the cash is change')).toBeInTheDocument();
    expect(await amountField()).toHaveAttribute('aria-invalid', 'true');
    await user.keyboard('{Enter}');
    expect(sent).toEqual([]);
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
    expect(sent[0]?.body).toEqual({ amount: '5000.00', tendered: '5000.00' });
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
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.idempotencyKey).toBe(sent[0]?.idempotencyKey);
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
