import { NativeSelect, Switch, TextInput } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { dayOf, useNow } from '@/lib/time';
import type { PatientField } from './patientForm';

/** The part of a form that an input needs. */
export interface FieldSource {
  key: (path: string) => string;
  getInputProps: (path: string, options?: { type?: 'input' | 'checkbox' }) => object;
}

/** What a field of a patient is called. */
export const patientLabels: Readonly<Record<PatientField, string>> = {
  family_name: 'Family name',
  given_name: 'Given name',
  middle_name: 'Middle name',
  suffix: 'Suffix',
  date_of_birth: 'Date of birth',
  age_when_unknown: 'Age in years',
  sex: 'Sex',
  civil_status: 'Civil status',
  nationality: 'Nationality',
  religion: 'Religion',
  occupation: 'Occupation',
  birth_place: 'Birth place',
  phone: 'Phone',
  address: 'Address',
  emergency_contact_name: 'Emergency contact',
  emergency_contact_phone: 'Emergency phone',
  father_name: 'Father',
  father_address: "Father's address",
  father_contact: "Father's phone",
  mother_name: 'Mother',
  mother_address: "Mother's address",
  mother_contact: "Mother's phone",
  spouse_name: 'Spouse',
  spouse_address: "Spouse's address",
  spouse_contact: "Spouse's phone",
  has_philhealth: 'PhilHealth member',
  philhealth_number: 'PhilHealth number',
  philhealth_membership: 'PhilHealth membership',
  social_insurance: 'SSS or GSIS',
  has_hmo: 'HMO member',
  hmo_name: 'HMO',
  hmo_number: 'HMO number',
  senior_id: 'Senior citizen id',
  pwd_id: 'PWD id',
  status: 'Status of the record',
  archived: 'Archived',
};

const longest: Partial<Record<PatientField, number>> = {
  family_name: 80,
  given_name: 80,
  middle_name: 80,
  suffix: 20,
  birth_place: 200,
  address: 500,
  nationality: 60,
  religion: 60,
  occupation: 100,
  phone: 40,
  emergency_contact_name: 160,
  emergency_contact_phone: 40,
  father_name: 160,
  father_address: 500,
  father_contact: 40,
  mother_name: 160,
  mother_address: 500,
  mother_contact: 40,
  spouse_name: 160,
  spouse_address: 500,
  spouse_contact: 40,
  philhealth_number: 30,
  philhealth_membership: 60,
  hmo_name: 120,
  hmo_number: 60,
  senior_id: 60,
  pwd_id: 60,
};

function choices(t: TFunction, field: PatientField): { value: string; label: string }[] | undefined {
  const list = (values: readonly string[], none: string | null): { value: string; label: string }[] => [
    ...(none === null ? [] : [{ value: '', label: none }]),
    ...values.map((value) => ({ value, label: t(value) })),
  ];
  if (field === 'sex') return list(['Female', 'Male', 'Other'], t('Not recorded'));
  if (field === 'civil_status') return list(['Single', 'Married', 'Widowed', 'Divorced', 'Separated'], t('Not recorded'));
  if (field === 'social_insurance') return list(['SSS', 'GSIS', 'Both'], t('None'));
  if (field === 'status') return list(['Active', 'Inactive', 'Deleted'], null);
  return undefined;
}

/** Kinds of PhilHealth membership that are offered; others may be typed. */
const memberships = ['Employed', 'Self-employed', 'Indigent', 'Sponsored', 'Senior Citizen', 'Lifetime Member', 'Dependent', 'Overseas Worker'];

interface PatientInputProps {
  field: PatientField;
  form: FieldSource;
  /** Where the patient is in the form: "patient." in a check-in. */
  prefix?: string;
  required?: boolean;
  autoFocus?: boolean;
}

/** The input for one field of a patient, the same wherever patients are written. */
export function PatientInput({ field, form, prefix = '', required = false, autoFocus = false }: PatientInputProps) {
  const { t } = useTranslation();
  const today = dayOf(useNow());
  const path = `${prefix}${field}`;
  const label = t(patientLabels[field]);
  if (field === 'has_philhealth' || field === 'has_hmo' || field === 'archived') {
    return <Switch key={form.key(path)} label={label} {...form.getInputProps(path, { type: 'checkbox' })} />;
  }
  const common = {
    label,
    required,
    maxLength: longest[field],
    autoComplete: 'off',
    spellCheck: false,
    autoFocus,
    ...form.getInputProps(path),
  };
  const options = choices(t, field);
  if (options !== undefined) return <NativeSelect key={form.key(path)} {...common} data={options} />;
  if (field === 'date_of_birth') return <TextInput key={form.key(path)} {...common} type="date" min="1880-01-01" max={today} />;
  if (field === 'age_when_unknown') return <TextInput key={form.key(path)} {...common} inputMode="numeric" maxLength={3} />;
  if (/phone|contact$/.test(field)) return <TextInput key={form.key(path)} {...common} inputMode="tel" />;
  if (field === 'philhealth_membership') {
    return (
      <>
        <TextInput key={form.key(path)} {...common} list="philhealth-memberships" />
        <datalist id="philhealth-memberships">
          {memberships.map((membership) => (
            <option key={membership} value={membership} />
          ))}
        </datalist>
      </>
    );
  }
  return <TextInput key={form.key(path)} {...common} />;
}

/** Complaints about typed values that need no server to be seen. */
export function ageProblem(t: TFunction, typed: string): string | null {
  if (typed.trim() === '') return null;
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) <= 130 ? null : t('Write the age in whole years, 0 to 130');
}

