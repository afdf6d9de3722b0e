import type { ShiftPage } from '@/shared/shift';

/** An open shift for tests; give what matters, the rest is ordinary. */
export function aShift(given: Partial<ShiftPage> = {}): ShiftPage {
  return {
    id: 3,
    version: 1,
    teller_id: 5,
    teller_name: 'Tess Uy',
    taken_over_id: null,
    handed_to_id: null,
    opened_at: '2026-11-22T00:00:00Z',
    opening_cash: '1000.00',
    closed_at: null,
    closed_by: null,
    closed_by_name: '',
    closing_note: '',
    open: true,
    receipts: 2,
    first_receipt: 31,
    last_receipt: 32,
    payments: '600.00',
    voids: '100.00',
    refunds: '0.00',
    cash_in: '0.00',
    cash_out: '0.00',
    expected_cash: '1500.00',
    counted_cash: null,
    over_short: null,
    opening_counts: {},
    closing_counts: {},
    entries: [],
    cash_moves: [],
    ...given,
  };
}
