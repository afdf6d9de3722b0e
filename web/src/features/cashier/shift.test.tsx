import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { aShift } from './made';
import { ShiftChip } from './ShiftChip';
import { ShiftView } from './ShiftPage';

const teller: Me = { id: 5, user_id: 'tess', name: 'Tess Uy', roles: ['Teller'], permissions: ['shift:keep', 'shift:read', 'payment:take'], department: null };
const other: Me = { ...teller, id: 6, user_id: 'bob', name: 'Bob Sy' };
const admin: Me = { ...other, id: 1, permissions: [...teller.permissions, 'shift:close-any'] };
const close = 'POST /api/v1/shifts/3/close';

describe('closing a shift', () => {
  it('counts note by note with Enter, says what is short, wants a note for it, and sends once', async () => {
    const sent = answerWith({ [close]: () => Response.json({ ...aShift(), open: false, counted_cash: '1480.00' }) });
    const { user } = renderPage(<ShiftView shift={aShift()} act="close" />, { me: teller });
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('textbox', { name: 'Pieces of ₱1,000' }));
    await user.keyboard('1{Enter}{Enter}2{Enter}{Enter}1{Enter}{Enter}3');
    expect(within(dialog).getByRole('textbox', { name: 'Pieces of ₱10' })).toHaveFocus();
    expect(within(dialog).getByText('₱1,480.00')).toBeInTheDocument();
    expect(within(dialog).getByRole('status', { name: 'Difference' })).toHaveTextContent('₱20.00 short');
    const button = within(dialog).getByRole('button', { name: 'Close shift' });
    await user.click(button);
    const note = within(dialog).getByRole('textbox', { name: 'Note' });
    expect(await within(dialog).findByText('Write why the drawer is ₱20.00 short')).toBeInTheDocument();
    expect(note).toHaveFocus();
    expect(sent.filter((each) => each.method === 'POST')).toEqual([]);
    await user.type(note, 'A note of 20 is missing');
    await user.dblClick(button);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const closes = sent.filter((each) => each.method === 'POST');
    expect(closes.map((each) => each.body)).toEqual([{ counts: { 1000: 1, 200: 2, 50: 1, 10: 3 }, note: 'A note of 20 is missing' }]);
  });

  it('needs no note when the drawer is exact, and keeps the count when the server refuses', async () => {
    const sent = answerWith({ [close]: () => problemResponse(422, 'Please correct the marked field.', [{ location: 'body.note', message: 'is required: the drawer is ₱100.00 over' }]) });
    const { user } = renderPage(<ShiftView shift={aShift()} act="close" />, { me: teller });
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: 'Pieces of ₱500' }), '3');
    expect(within(dialog).getByRole('status', { name: 'Difference' })).toHaveTextContent('exact');
    await user.click(within(dialog).getByRole('button', { name: 'Close shift' }));
    expect(await within(dialog).findByText('is required: the drawer is ₱100.00 over')).toBeInTheDocument();
    expect(within(dialog).getByRole('textbox', { name: 'Pieces of ₱500' })).toHaveValue('3');
    expect(sent[0]?.body).toEqual({ counts: { 500: 3 } });
  });

  it('is for the teller whose drawer it is, and for those who may close any', async () => {
    answerWith({});
    const first = renderPage(<ShiftView shift={aShift()} />, { me: other });
    expect(await screen.findByRole('button', { name: /Print report/ })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Count and close/ })).not.toBeInTheDocument();
    first.unmount();
    renderPage(<ShiftView shift={aShift()} act="close" />, { me: admin });
    expect(await screen.findByText('This is the drawer of Tess Uy. It is closed in your name, with what you count.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Cash in or out/ })).not.toBeInTheDocument();
  });
});

describe('cash in and out', () => {
  it('takes out no more than the drawer holds', async () => {
    const sent = answerWith({ 'POST /api/v1/shifts/3/cash-moves': () => Response.json({ id: 1, amount: '-1000.00' }, { status: 201 }) });
    const { user } = renderPage(<ShiftView shift={aShift()} act="move" />, { me: teller });
    const dialog = await screen.findByRole('dialog');
    const amount = within(dialog).getByRole('textbox', { name: 'Amount' });
    await user.type(amount, '1500.01');
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), 'To the bank{Enter}');
    expect(await within(dialog).findByText('The drawer holds ₱1,500.00')).toBeInTheDocument();
    await user.clear(amount);
    await user.type(amount, '1000{Enter}');
    await waitFor(() => expect(sent.map((each) => each.body)).toContainEqual({ direction: 'out', amount: '1000.00', reason: 'To the bank' }));
  });
});

describe('the shift in the top bar', () => {
  it('says since when it is open and what the drawer must hold', async () => {
    answerWith({ 'GET /api/v1/shifts/current': { shift: aShift() } });
    renderPage(<ShiftChip />, { me: teller });
    expect(await screen.findByRole('button', { name: /^Shift open since/ })).toHaveTextContent('₱1,500.00');
  });

  it('opens one by taking over the drawer that was closed before', async () => {
    const closed = aShift({ id: 2, open: false, teller_name: 'Bob Sy', closed_at: new Date().toISOString(), counted_cash: '1480.00' });
    const sent = answerWith({
      'GET /api/v1/shifts/current': { shift: null },
      'GET /api/v1/shifts': { items: [closed, aShift({ id: 1, open: false, closed_at: new Date().toISOString(), handed_to_id: 2 })], next: null },
      'POST /api/v1/shifts': () => Response.json(aShift({ opening_cash: '1480.00' }), { status: 201 }),
    });
    const { user } = renderPage(<ShiftChip />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'Open shift' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(await within(dialog).findByRole('radio', { name: /Take over the drawer of Bob Sy, closed .* with ₱1,480.00/ }));
    expect(within(dialog).getAllByRole('radio')).toHaveLength(2);
    expect(within(dialog).queryByRole('textbox')).not.toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Open shift' }));
    await waitFor(() => expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ taken_over_id: 2 }));
  });
});
