import type { components } from '@/api/schema';
import type { Patient } from './patientQueries';

export type PatientDraft = components['schemas']['CheckInInputBody']['patient'];

/** Fields that a form holds as the wire has them. */
type Plain = Required<Omit<PatientDraft, 'age_when_unknown'>>;

/** What a form holds of a patient, by the wire's own names. */
export interface PatientValues extends Plain {
  /** Years as typed; empty when the birth date is known. */
  age_when_unknown: string;
}

export type PatientField = keyof PatientValues;

/** A person of whom nothing is known yet. */
export const noPatient: PatientValues = {
  family_name: '',
  given_name: '',
  middle_name: '',
  suffix: '',
  date_of_birth: '',
  age_when_unknown: '',
  sex: '',
  civil_status: '',
  nationality: '',
  religion: '',
  occupation: '',
  birth_place: '',
  phone: '',
  address: '',
  emergency_contact_name: '',
  emergency_contact_phone: '',
  father_name: '',
  father_address: '',
  father_contact: '',
  mother_name: '',
  mother_address: '',
  mother_contact: '',
  spouse_name: '',
  spouse_address: '',
  spouse_contact: '',
  has_philhealth: false,
  philhealth_number: '',
  philhealth_membership: '',
  social_insurance: '',
  has_hmo: false,
  hmo_name: '',
  hmo_number: '',
  senior_id: '',
  pwd_id: '',
  status: 'Active',
  archived: false,
};

/** The groups in which patients' fields are shown and edited. */
export const patientSections = {
  person: [
    'family_name',
    'given_name',
    'middle_name',
    'suffix',
    'date_of_birth',
    'age_when_unknown',
    'sex',
    'civil_status',
    'nationality',
    'religion',
    'occupation',
    'birth_place',
  ],
  contact: ['phone', 'address', 'emergency_contact_name', 'emergency_contact_phone'],
  family: [
    'father_name',
    'father_contact',
    'father_address',
    'mother_name',
    'mother_contact',
    'mother_address',
    'spouse_name',
    'spouse_contact',
    'spouse_address',
  ],
  insurance: [
    'has_philhealth',
    'philhealth_number',
    'philhealth_membership',
    'has_hmo',
    'hmo_name',
    'hmo_number',
    'social_insurance',
    'senior_id',
    'pwd_id',
  ],
  record: ['status', 'archived'],
} as const satisfies Record<string, readonly PatientField[]>;

export type PatientSection = keyof typeof patientSections;

export const patientFields: readonly PatientField[] = Object.values(patientSections).flat();

export function valuesOf(patient: Patient): PatientValues {
  const values = { ...noPatient };
  for (const field of patientFields) {
    if (field === 'age_when_unknown') values[field] = patient[field] === null ? '' : String(patient[field]);
    else Object.assign(values, { [field]: patient[field] });
  }
  return values;
}

/** The same person may have been typed with blanks around. */
export function sameValue(a: string | boolean, b: string | boolean): boolean {
  return typeof a === 'string' && typeof b === 'string' ? a.trim() === b.trim() : a === b;
}

export function differing(a: PatientValues, b: PatientValues, among: readonly PatientField[] = patientFields): PatientField[] {
  return among.filter((field) => !sameValue(a[field], b[field]));
}

function readAge(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed);
}

export type PatientPatch = Partial<PatientDraft>;

/** The named fields in the wire's form. */
export function patchOf(values: PatientValues, fields: readonly PatientField[]): PatientPatch {
  const patch: PatientPatch = {};
  for (const field of fields) {
    if (field === 'age_when_unknown') patch[field] = readAge(values[field]);
    else Object.assign(patch, { [field]: values[field] });
  }
  return patch;
}

/** A new patient as the wire wants it: what was left empty is not sent. */
export function draftOf(values: PatientValues): PatientDraft {
  return {
    ...patchOf(values, differing(values, noPatient)),
    family_name: values.family_name,
    given_name: values.given_name,
  };
}
