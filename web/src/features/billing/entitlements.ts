import type { TFunction } from 'i18next';
import { formatMoney } from '@/lib/money';
import type { Can } from '@/lib/permissions';
import type { Patient } from '@/shared/patientQueries';
import { isSome } from './ledger';
import type { Bill, Entitlement } from './queries';

export type Kind = Entitlement['kind'];

/** In the order in which they come off a bill. */
export const kinds = ['senior', 'pwd', 'other_discount', 'philhealth', 'hmo'] as const satisfies readonly Kind[];

/** "Senior citizen discount", as a row of the bill is called. */
export function kindWords(t: TFunction, kind: Kind): string {
  switch (kind) {
    case 'senior':
      return t('Senior citizen discount');
    case 'pwd':
      return t('PWD discount');
    case 'philhealth':
      return t('PhilHealth');
    case 'hmo':
      return t('HMO');
    case 'other_discount':
      return t('Other discount');
  }
}

/** The kind in a word or two, where several stand beside each other. */
export function shortWords(t: TFunction, kind: Kind): string {
  if (kind === 'senior') return t('Senior citizen');
  if (kind === 'pwd') return t('PWD');
  return kind === 'other_discount' ? t('Other') : kindWords(t, kind);
}

/** "Employee, 5%", "OSCA ID 12345", "C0001 Pneumonia and 95004": what was shown, approved or granted. */
export function detailOf(t: TFunction, entitlement: Entitlement): string {
  switch (entitlement.kind) {
    case 'senior':
    case 'pwd':
      return `${entitlement.id_type} ${entitlement.id_number}`;
    case 'philhealth': {
      const rates = [entitlement.first_case_rate, entitlement.second_case_rate].flatMap((rate, index) =>
        rate === null ? [] : [index === 0 ? `${rate.code} ${rate.description}` : t('half of {{rate}}', { rate: `${rate.code} ${rate.description}` })],
      );
      return [t('PIN {{number}}', { number: entitlement.id_number }), ...rates].join('; ');
    }
    case 'hmo':
      return t('{{name}}, approval {{number}}, up to {{amount}}', {
        name: entitlement.name,
        number: entitlement.approval_number,
        amount: formatMoney(entitlement.amount ?? '0.00'),
      });
    case 'other_discount':
      return `${entitlement.name}, ${entitlement.percent === null ? formatMoney(entitlement.amount ?? '0.00') : `${entitlement.percent}%`}: ${entitlement.reason}`;
  }
}

/** One row of what comes off a bill. */
export interface Reduction {
  /** The key of its explanation. */
  key: 'vat_exemption' | 'statutory_discount' | 'other_discount' | 'philhealth' | 'hmo';
  /** What it takes off, not below zero; null when another stands for it: of two discounts by law one counts. */
  amount: string | null;
  /** What it rests on; null for the VAT, which rests on the senior's or PWD's. */
  entitlement: Entitlement | null;
}

/** What comes off a bill as it stands, in the order of the law. Claims that take nothing off are there too. */
export function reductionsOf(bill: Pick<Bill, 'entitlements' | 'total'>): Reduction[] {
  const held = new Map(bill.entitlements.filter((each) => each.withdrawn === null).map((each) => [each.kind, each]));
  const vat: Reduction[] = isSome(bill.total.vat_exemption) ? [{ key: 'vat_exemption', amount: bill.total.vat_exemption, entitlement: null }] : [];
  return [
    ...vat,
    ...kinds.flatMap((kind): Reduction[] => {
      const entitlement = held.get(kind);
      if (entitlement === undefined) return [];
      const key = kind === 'senior' || kind === 'pwd' ? 'statutory_discount' : kind;
      const beaten = kind === 'pwd' && held.has('senior');
      return [{ key, amount: beaten ? null : bill.total[key], entitlement }];
    }),
  ];
}

/** What was claimed and taken back. */
export const withdrawnOf = (bill: Pick<Bill, 'entitlements'>): Entitlement[] => bill.entitlements.filter((each) => each.withdrawn !== null);

/** True when this person may still claim or withdraw something on this bill. */
export function mayReduce(bill: Pick<Bill, 'final'>, can: Can): boolean {
  return can('bill:reduce', 'discount:other') && (!bill.final || can('bill:adjust-final'));
}

/** What this person may claim on this bill now: of each kind one holds at a time. */
export function claimable(bill: Pick<Bill, 'final' | 'entitlements'>, can: Can): Kind[] {
  if (!mayReduce(bill, can)) return [];
  return kinds.filter(
    (kind) => can(kind === 'other_discount' ? 'discount:other' : 'bill:reduce') && !bill.entitlements.some((each) => each.kind === kind && each.withdrawn === null),
  );
}

/** What is most likely meant: a second discount by law takes nothing off, so it is not offered first. */
export function likeliest(bill: Pick<Bill, 'entitlements'>, offered: readonly Kind[]): Kind | undefined {
  const byLaw = (kind: Kind): boolean => kind === 'senior' || kind === 'pwd';
  const hasOne = bill.entitlements.some((each) => byLaw(each.kind) && each.withdrawn === null);
  return offered.find((kind) => !hasOne || !byLaw(kind)) ?? offered[0];
}

/** True when this person may withdraw it. */
export function mayWithdraw(bill: Pick<Bill, 'final'>, entitlement: Pick<Entitlement, 'kind'>, can: Can): boolean {
  return mayReduce(bill, can) && can('bill:reduce') && (entitlement.kind !== 'other_discount' || can('discount:other'));
}

type Insured = Pick<Patient, 'senior_id' | 'pwd_id' | 'has_philhealth' | 'philhealth_number' | 'has_hmo' | 'hmo_name'>;

/** What the patient's record speaks of and the bill does not have, never having had it withdrawn. */
export function unclaimed(bill: Pick<Bill, 'final' | 'entitlements'>, patient: Insured, can: Can): Kind[] {
  if (bill.final) return [];
  const known: Readonly<Record<Kind, boolean>> = {
    senior: patient.senior_id !== '',
    pwd: patient.pwd_id !== '' && patient.senior_id === '',
    philhealth: patient.has_philhealth || patient.philhealth_number !== '',
    hmo: patient.has_hmo || patient.hmo_name !== '',
    other_discount: false,
  };
  return claimable(bill, can).filter((kind) => known[kind] && !bill.entitlements.some((each) => each.kind === kind));
}
