import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { aBill, aPayment } from './made';
import { Payments } from './Payments';
import { Promissory } from './Promissory';
import { chooseReceiptPaper } from './receipts';

const teller: Me = {
  id: 5,
  user_id: 'tess',
  name: 'Tess Uy',
  roles: ['Teller'],
  permissions: ['payment:take', 'payment:void', 'payment:refund', 'payment:print', 'promissory-note:write', 'receivable:read', 'shift:keep'],
  department: null,
};
const withShift = { 'GET /api/v1/shifts/current': { shift: { id: 3 } } };
const today = new Date().toISOString();

/** The tab that a paper is opened in where the page cannot print it. */
const opened = vi.fn();

beforeEach(() => {
  chooseReceiptPaper('roll');
  opened.mockClear();
  vi.stubGlobal('open', opened);
});

describe('payments of a bill', () => {
  it('voids on the day only; a later payment is refunded', async () => {
    answerWith(withShift);
    renderPage(<Payments bill={aBill({ payments: [aPayment({ id: 1, receipt_number: 31 }), aPayment({ id: 2, receipt_number: 32, taken_at: today })] })} />, { me: teller });
    expect(await screen.findByRole('button', { name: 'Refund receipt 000031' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Void receipt 000031' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Void receipt 000032' })).toBeInTheDocument();
  });

  it('shows the receipt of another system, which cannot be printed here', async () => {
    answerWith(withShift);
    renderPage(<Payments bill={aBill({ payments: [aPayment({ receipt_number: null, old_receipt: 'OR-7' })] })} />, { me: teller });
    expect(await screen.findByText('Old receipt OR-7')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Refund receipt OR-7' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Print/u })).not.toBeInTheDocument();
  });

  it('refunds a part once, with its reason, and prints the voucher', async () => {
    const back = aPayment({ id: 9, kind: 'refund', amount: '-40.00', receipt_number: null, voucher_number: 2, refunds_id: 1, reason: 'Paid twice' });
    const sent = answerWith({
      ...withShift,
      'POST /api/v1/payments/1/refund': () => Response.json(back, { status: 201 }),
      'POST /api/v1/payments/9/prints': () => Response.json({ id: 50, payment_id: 9, copy: 0 }, { status: 201 }),
      'GET /api/v1/payments/9/receipt': () => new Response('%PDF'),
    });
    const { user } = renderPage(<Payments bill={aBill({ payments: [aPayment()] })} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'Refund receipt 000031' }));
    const dialog = await screen.findByRole('dialog');
    const amount = within(dialog).getByRole('textbox', { name: 'Amount' });
    expect(amount).toHaveValue('100.00');
    await user.clear(amount);
    await user.type(amount, '100.01');
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), 'Paid twice');
    const give = within(dialog).getByRole('button', { name: 'Give cash back' });
    await user.click(give);
    expect(await within(dialog).findByText('₱100.00 can be given back')).toBeInTheDocument();
    await user.clear(amount);
    await user.type(amount, '40');
    await user.dblClick(give);
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/api/v1/payments/9/receipt?format=roll&print=50', '_blank'));
    const refunds = sent.filter((each) => each.path.endsWith('/refund'));
    expect(refunds.map((each) => each.body)).toEqual([{ amount: '40.00', reason: 'Paid twice' }]);
  });

  it('says that a second print is a copy', async () => {
    answerWith(withShift);
    renderPage(<Payments bill={aBill({ payments: [aPayment({ id: 1, prints: 1 }), aPayment({ id: 2, receipt_number: 32, prints: 0 })] })} />, { me: teller });
    expect(await screen.findByRole('button', { name: 'Print a copy of receipt 000031' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Print receipt 000032' })).toBeInTheDocument();
  });
});

describe('a promissory note', () => {
  it('is for a final bill with a balance, wants its co-maker, and prints', async () => {
    const sent = answerWith({
      'POST /api/v1/bills/7/promissory-notes': () => Response.json({ id: 6, number: 12 }, { status: 201 }),
      'GET /api/v1/promissory-notes/6/print': () => new Response('%PDF'),
    });
    const { user } = renderPage(<Promissory bill={aBill()} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'Take promissory note' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('textbox', { name: 'Amount' })).toHaveValue('245.00');
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Ana Dela Cruz');
    await user.type(within(dialog).getByLabelText(/^Due date/), '2099-01-31');
    const take = within(dialog).getByRole('button', { name: 'Take note and print' });
    await user.click(take);
    expect(await within(dialog).findByText('Enter who answers for it beside the maker')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: 'Name of the co-maker' }), 'Ben Dela Cruz');
    await user.dblClick(take);
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/api/v1/promissory-notes/6/print', '_blank'));
    const notes = sent.filter((each) => each.method === 'POST');
    expect(notes).toHaveLength(1);
    expect(notes[0]?.body).toMatchObject({ amount: '245.00', due_date: '2099-01-31', maker_name: 'Ana Dela Cruz', co_maker_name: 'Ben Dela Cruz' });
  });

  it('is not offered before the bill is final, nor when it is paid', async () => {
    answerWith({});
    renderPage(
      <>
        <p>here</p>
        <Promissory bill={aBill({ final: false })} />
        <Promissory bill={aBill({ balance: '0.00' })} />
      </>,
      { me: teller },
    );
    await screen.findByText('here');
    expect(screen.queryByRole('button', { name: 'Take promissory note' })).not.toBeInTheDocument();
  });
});
