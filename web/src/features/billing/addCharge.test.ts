import { t } from 'i18next';
import { describe, expect, it } from 'vitest';
import { addFaults, type AddValues, chargeInput } from './addCharge';

const service = { id: '3', label: 'Consultation', serviceId: 3, price: '500.00', category: 'Professional fee' };
const values: AddValues = { service_id: service, quantity: 2, date_availed: '2026-11-22', doctor_id: null, other_price: false, unit_price: '500.00', price_reason: '' };

describe('a charge to be added', () => {
  it('is sent without what the server takes for granted', () => {
    expect(chargeInput(values, '2026-11-22')).toEqual({ service_id: 3, quantity: 2 });
  });

  it('names another day, the doctor, and another price with its reason', () => {
    const full = { ...values, doctor_id: { id: '8', label: 'Reyes' }, other_price: true, unit_price: '1,200', price_reason: ' House visit ' };
    expect(chargeInput(full, '2026-11-23')).toEqual({
      service_id: 3,
      quantity: 2,
      date_availed: '2026-11-22',
      doctor_id: 8,
      unit_price: '1200.00',
      price_reason: 'House visit',
    });
  });

  it('names no doctor for what is no professional fee', () => {
    const tablets = { ...values, service_id: { ...service, category: 'Drugs and medicine' }, doctor_id: { id: '8', label: 'Reyes' } };
    expect(chargeInput(tablets, '2026-11-22')).toEqual({ service_id: 3, quantity: 2 });
  });

  it.each<[Partial<AddValues>, keyof AddValues]>([
    [{ service_id: null }, 'service_id'],
    [{ quantity: 0 }, 'quantity'],
    [{ quantity: 1.5 }, 'quantity'],
    [{ quantity: 1001 }, 'quantity'],
    [{ date_availed: '' }, 'date_availed'],
    [{ other_price: true, unit_price: '12.345', price_reason: 'x' }, 'unit_price'],
    [{ other_price: true, unit_price: '0', price_reason: 'x' }, 'unit_price'],
    [{ other_price: true, unit_price: '12', price_reason: ' ' }, 'price_reason'],
  ])('is not sent with %j', (change, field) => {
    expect(Object.keys(addFaults(t, { ...values, ...change }))).toEqual([field]);
  });
});
