import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aPatient } from '@/test/people';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { BillView } from './BillView';
import { aBill, aCharge, aClaim } from './made';

const teller: Me = {
  id: 5,
  user_id: 'teller',
  name: 'Tess Uy',
  roles: ['Teller'],
  permissions: ['bill:read', 'bill:reduce', 'charge:add', 'service:read', 'patient:read'],
  department: null,
};
const bill = aBill({ final: false, finalized_at: null, care_ended_at: null, charges: [aCharge()], total_charges: '1120.00', total_due: '1120.00', balance: '1120.00' });
const reduced = {
  ...bill,
  total_due: '800.00',
  balance: '800.00',
  entitlements: [aClaim()],
  total: { ...bill.total, vat_exemption: '120.00', statutory_discount: '200.00' },
};
const patient = aPatient({ id: 4, senior_id: 'S-77', has_hmo: true, hmo_name: 'Maxicare', hmo_number: 'M-1' });

describe('discounts and coverage', () => {
  it('begin with the number on the patient’s record, are sent once, and show what they do', async () => {
    const sent = answerWith({
      'GET /api/v1/patients/4': patient,
      'POST /api/v1/bills/7/statutory-discount': () => Response.json(aClaim(), { status: 201 }),
      'GET /api/v1/bills/7': reduced,
    });
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'Senior citizen discount' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add discount or coverage' });
    expect(await within(dialog).findByRole('textbox', { name: 'Number on the card' })).toHaveValue('S-77');
    await user.keyboard('{Enter}');
    const effect = await within(dialog).findByRole('table', { name: 'Before and after' });
    expect(within(effect).getByRole('row', { name: 'Total due ₱1,120.00 ₱800.00' })).toBeInTheDocument();
    expect(within(dialog).getByText('Senior citizen discount entered: takes off ₱320.00')).toBeInTheDocument();
    const posts = sent.filter((each) => each.method === 'POST');
    expect(posts.map((each) => each.body)).toEqual([{ kind: 'senior', id_type: 'OSCA ID', id_number: 'S-77' }]);
    expect(posts[0]?.idempotencyKey).not.toBeNull();
  });

  it('keep what was typed when another kind is looked at in between', async () => {
    answerWith({ 'GET /api/v1/patients/4': patient });
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'HMO' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(await within(dialog).findByRole('textbox', { name: 'Approval number' }), 'LOA-5');
    await user.click(within(dialog).getByRole('radio', { name: 'PWD' }));
    expect(within(dialog).getByRole('textbox', { name: 'Number on the card' })).toHaveFocus();
    expect(within(dialog).queryByRole('textbox', { name: 'Approval number' })).not.toBeInTheDocument();
    await user.click(within(dialog).getByRole('radio', { name: 'HMO' }));
    expect(within(dialog).getByRole('textbox', { name: 'Approval number' })).toHaveValue('LOA-5');
    expect(within(dialog).getAllByRole('button', { name: 'Enter' })).toHaveLength(1);
  });

  it('say beside the field what the server refuses, and keep what was typed', async () => {
    answerWith({
      'GET /api/v1/patients/4': patient,
      'POST /api/v1/bills/7/hmo': () => problemResponse(422, 'Some fields need another look.', [{ location: 'body.approved_amount', message: 'must be more than 0.00' }]),
    });
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'HMO' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('textbox', { name: 'HMO' })).toHaveValue('Maxicare');
    await user.type(within(dialog).getByRole('textbox', { name: 'Approval number' }), 'LOA-5');
    await user.type(within(dialog).getByRole('textbox', { name: 'Approved amount' }), '2500{Enter}');
    expect(await within(dialog).findByText('must be more than 0.00')).toBeInTheDocument();
    expect(within(dialog).getByRole('textbox', { name: 'Approval number' })).toHaveValue('LOA-5');
  });

  it('are withdrawn with a reason, and stay to be read', async () => {
    const sent = answerWith({ 'POST /api/v1/bills/7/entitlements/1/withdraw': () => Response.json(aClaim(), { status: 201 }) });
    const ended = aClaim({ id: 2, kind: 'hmo', withdrawn: { reason: 'Not approved', at: '2026-11-22T04:00:00Z', by: 5, by_name: 'Tess Uy' } });
    const { user } = renderPage(<BillView bill={{ ...reduced, entitlements: [aClaim(), ended] }} asOf={0} />, { me: teller });
    expect(await screen.findByText('Withdrawn: Not approved')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Withdraw Senior citizen discount' }));
    await user.type(await screen.findByRole('textbox', { name: 'Reason' }), 'Card of another{Enter}');
    await vi.waitFor(() => expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ reason: 'Card of another' }));
  });
});

describe('any amount', () => {
  it('opens by keyboard into how it came to be', async () => {
    answerWith({
      'GET /api/v1/bills/7/explanation': {
        items: [
          {
            key: 'total_due',
            charge_id: null,
            title: 'Due',
            amount: '800.00',
            steps: [
              { label: 'Charges', detail: 'All that stand', amount: '1120.00' },
              { label: 'Discounts', detail: 'VAT exemption, discount by law', amount: '-320.00' },
              { label: 'Due', detail: 'What is left', amount: '800.00' },
            ],
          },
        ],
        next: null,
      },
    });
    const { user } = renderPage(<BillView bill={reduced} asOf={0} />, { me: teller });
    const [amount] = await screen.findAllByRole('button', { name: 'Total due, how it came to be: ₱800.00' });
    amount?.focus();
    await user.keyboard('{Enter}');
    const steps = await screen.findByRole('list', { name: 'Steps' });
    expect(within(steps).getAllByRole('listitem').map((each) => each.textContent)).toEqual([
      'Charges₱1,120.00All that stand',
      'Discounts−₱320.00VAT exemption, discount by law',
      'Due₱800.00What is left',
    ]);
  });
});

describe('charges in a row', () => {
  it('are added by Enter, and the field is ready for the next', async () => {
    const service = { id: 3, version: 1, code: 'RAD-1', name: 'Chest X-ray', category: 'Laboratory and diagnostic', price: '120.00', vat_treatment: 'Exempt', active: true };
    let id = 10;
    const sent = answerWith({
      'GET /api/v1/services': { items: [service], next: null },
      'POST /api/v1/bills/7/charges': () => Response.json(aCharge({ id: (id += 1) }), { status: 201 }),
    });
    const { user } = renderPage(<BillView bill={bill} asOf={0} />, { me: teller });
    await screen.findByRole('table', { name: 'Charges' });
    await user.keyboard('a');
    const field = await screen.findByRole('combobox', { name: 'Service' });
    for (const round of [1, 2]) {
      await user.type(field, 'rad{Enter}');
      await vi.waitFor(() => expect(field).toHaveValue('Chest X-ray'));
      await user.keyboard('{Enter}');
      await vi.waitFor(() => expect(within(screen.getByRole('list', { name: 'Added now' })).getAllByRole('listitem')).toHaveLength(round));
      expect(field).toHaveFocus();
      expect(field).toHaveValue('');
    }
    expect(sent.filter((each) => each.method === 'POST').map((each) => each.body)).toEqual([
      { service_id: 3, quantity: 1 },
      { service_id: 3, quantity: 1 },
    ]);
  });
});
