import { expect, it } from 'vitest';
import { readableLine } from './history';

it('reads a payment without its bookkeeping', () => {
  const line = {
    id: 1,
    at: '2026-11-22T02:00:00Z',
    actor_id: 5,
    actor: 'Tess Uy',
    action: 'took a payment',
    entity: 'bill',
    entity_id: 7,
    reason: '',
    changes: [
      { field: 'amount', after: '1234.50' },
      { field: 'kind', after: 'payment' },
      { field: 'taken_by', after: 5 },
      { field: 'payer', after: 'Dela Cruz, Juan' },
    ],
  };
  expect(readableLine(line).changes).toEqual([
    { field: 'amount', after: '₱1,234.50' },
    { field: 'payer', after: 'Dela Cruz, Juan' },
  ]);
});
