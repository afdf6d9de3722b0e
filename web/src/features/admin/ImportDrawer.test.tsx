import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { ImportDrawer } from './ImportDrawer';
import { importServices } from './queries';

const me: Me = { id: 1, user_id: 'admin', name: 'Ana Cruz', roles: ['Admin'], permissions: ['service:write'], department: null };
const csv = 'code,name,price\nLAB-1,Urinalysis,80\nLAB-2,Bad,12.345\n';

describe('a table to take over', () => {
  it('is tried first, with a reason for each refused row, and taken over when told to', async () => {
    const refused = [{ line: 3, column: 'price', message: '"12.345" is not an amount', row: 'LAB-2' }];
    const sent = answerWith({
      'POST /api/v1/services/import': async (request) => {
        const text = await request.clone().text();
        return Response.json({ dry_run: text.includes('"dry_run":true'), added: 1, changed: 0, unchanged: 0, refused });
      },
    });
    const { user } = renderPage(
      <ImportDrawer opened title="Import a price list" entity="service" columns={{ needed: ['name'], free: ['code'] }} words="" send={importServices} onClose={vi.fn()} />,
      { me },
    );
    await screen.findByRole('button', { name: 'Choose a CSV file' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error('there is no field for a file');
    // The tests' browser has files, but cannot read them.
    await user.upload(input, Object.assign(new File([csv], 'prices.csv', { type: 'text/csv' }), { text: () => Promise.resolve(csv) }));
    const rows = within(await screen.findByRole('table', { name: 'Refused rows' })).getAllByRole('row');
    expect(rows.at(-1)).toHaveTextContent('3LAB-2price "12.345" is not an amount');
    expect(screen.getByText('prices.csv was read; nothing is changed yet')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Take over 1 row' }));
    expect(await screen.findByText('prices.csv was taken over')).toBeInTheDocument();
    expect(sent.map((each) => each.body)).toEqual([{ csv, dry_run: true }, { csv }]);
    expect(screen.queryByRole('button', { name: /Take over/ })).not.toBeInTheDocument();
  });
});
