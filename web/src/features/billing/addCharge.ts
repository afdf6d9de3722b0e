import type { TFunction } from 'i18next';
import type { SearchOption } from '@/components/SearchSelect';
import { readMoney, toWire } from '@/lib/money';
import type { ChargeInput } from './queries';
import { amountProblem } from './words';

/** The one category whose charges name a doctor. */
export const professionalFee = 'Professional fee';

export interface ServiceOption extends SearchOption {
  serviceId: number;
  price: string;
  category: string;
}

/** What stands in the form; names are those of the server, so that its complaints find their fields. */
export interface AddValues {
  service_id: ServiceOption | null;
  quantity: number | string;
  date_availed: string;
  doctor_id: SearchOption | null;
  /** Another price than the price list's is wanted. */
  other_price: boolean;
  unit_price: string;
  price_reason: string;
}

type Faults = Partial<Record<keyof AddValues, string>>;

/** What is wrong with the values, by field, before anything is sent. */
export function addFaults(t: TFunction, values: AddValues): Faults {
  const faults: Faults = {};
  const { service_id: service, quantity } = values;
  if (service === null) faults.service_id = t('Choose a service');
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 1000) faults.quantity = t('Enter a whole number from 1 to 1000');
  if (values.date_availed === '') faults.date_availed = t('Enter the day it was given');
  if (values.other_price) {
    const problem = amountProblem(t, values.unit_price);
    if (problem !== null) faults.unit_price = problem;
    if (values.price_reason.trim() === '') faults.price_reason = t('Write the reason');
  }
  return faults;
}

/** The charge as it is sent. What the server takes for granted is left out: today, the attending physician, the price of the list. */
export function chargeInput(values: AddValues, today: string): ChargeInput {
  const { service_id: service, quantity, date_availed, doctor_id: doctor } = values;
  const price = values.other_price ? readMoney(values.unit_price) : null;
  return {
    service_id: service?.serviceId ?? 0,
    quantity: Number(quantity),
    ...(date_availed === today ? {} : { date_availed }),
    ...(doctor === null || service?.category !== professionalFee ? {} : { doctor_id: Number(doctor.id) }),
    ...(price === null ? {} : { unit_price: toWire(price), price_reason: values.price_reason.trim() }),
  };
}
