import type { Bill, Charge, Entitlement, Payment } from './queries';

/** Ledger entries for tests; give what matters, the rest is ordinary. */
export function aCharge(given: Partial<Charge> = {}): Charge {
  return {
    id: 1,
    kind: 'service',
    service_id: 3,
    stay_id: null,
    description: 'Chest X-ray',
    quantity: 1,
    unit_price: '120.00',
    amount: '120.00',
    running: false,
    category: 'Laboratory and diagnostic',
    vat_treatment: 'Exempt',
    catalogue_price: '120.00',
    price_reason: '',
    doctor_id: null,
    doctor_name: '',
    date_availed: '',
    vat_exemption: '0.00',
    statutory_discount: '0.00',
    other_discount: '0.00',
    philhealth: '0.00',
    hmo: '0.00',
    patient_share: '120.00',
    meter_started_at: null,
    meter_ended_at: null,
    meter_unit_seconds: null,
    reverses_id: null,
    reversed: false,
    reason: '',
    added_at: '2026-11-22T02:00:00Z',
    added_by: 2,
    added_by_name: 'Ana Reyes',
    ...given,
  };
}

/** A bed charge of hours at 30.00 that began at 10:00 in Manila. */
export function aBed(given: Partial<Charge> = {}): Charge {
  return aCharge({
    kind: 'stay',
    service_id: null,
    stay_id: 1,
    description: 'Bed 3A-2, room 3A',
    quantity: 3,
    unit_price: '30.00',
    amount: '90.00',
    category: 'Room and board',
    meter_started_at: '2026-11-22T02:00:00Z',
    meter_ended_at: '2026-11-22T04:30:00Z',
    meter_unit_seconds: 3600,
    ...given,
  });
}

/** The discount of a senior citizen. */
export function aClaim(given: Partial<Entitlement> = {}): Entitlement {
  return {
    id: 1,
    kind: 'senior',
    id_type: 'OSCA ID',
    id_number: '12345',
    first_case_rate: null,
    second_case_rate: null,
    name: '',
    approval_number: '',
    amount: null,
    percent: null,
    limit_percent: null,
    reason: '',
    applied: '320.00',
    withdrawn: null,
    added_at: '2026-11-22T03:00:00Z',
    added_by: 5,
    added_by_name: 'Tess Uy',
    ...given,
  };
}

export function aPayment(given: Partial<Payment> = {}): Payment {
  return {
    id: 1,
    bill_id: 7,
    kind: 'payment',
    purpose: 'bill',
    amount: '100.00',
    tendered: '100.00',
    change: '0.00',
    payer: 'Dela Cruz, Juan',
    receipt_number: 31,
    voucher_number: null,
    old_receipt: null,
    voids_id: null,
    refunds_id: null,
    voided: false,
    refunded: '0.00',
    prints: 1,
    reason: '',
    shift_id: 1,
    taken_at: '2026-11-22T05:00:00Z',
    taken_by: 5,
    taken_by_name: 'Tess Uy',
    ...given,
  };
}

export function aBill(given: Partial<Bill> = {}): Bill {
  return {
    id: 7,
    version: 3,
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
    charges: [],
    payments: [],
    promissory_notes: [],
    checked_in_at: '2026-11-22T01:30:00Z',
    entitlements: [],
    categories: [],
    total: {
      vat_exemption: '0.00',
      statutory_discount: '0.00',
      other_discount: '0.00',
      philhealth: '0.00',
      hmo: '0.00',
      patient_share: '245.00',
    },
    vat: { vatable_sales: '0.00', vat_amount: '0.00', vat_exempt_sales: '245.00' },
    rule_from: '2017-01-01',
    ...given,
  };
}
