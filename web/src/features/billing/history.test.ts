import { expect, it } from 'vitest';
import { readableLine } from './history';

it('reads a payment without its bookkeeping', () => {
  const line = {
    id: 1,
    at: '2026-11-22T02:00:00Z',
    actor_id: 5,
    address: '',
    patient_id: null,
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

it('reads a case rate by its code and name, and leaves out how a charge divides', () => {
  const line = {
    id: 2,
    at: '2026-11-22T02:00:00Z',
    actor_id: 5,
    address: '',
    patient_id: null,
    actor: 'Tess Uy',
    action: 'entered a PhilHealth benefit',
    entity: 'bill',
    entity_id: 7,
    reason: '',
    changes: [
      { field: 'applied', after: '20000.00' },
      { field: 'first_case_rate', after: { code: 'J18.9', description: 'Pneumonia', hospital_part: '14000.00' } },
      { field: 'patient_share', after: '0.00' },
    ],
  };
  expect(readableLine(line).changes).toEqual([
    { field: 'applied', after: '₱20,000.00' },
    { field: 'first_case_rate', after: 'J18.9 Pneumonia' },
  ]);
});
