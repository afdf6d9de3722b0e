import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/time';
import type { PatientField } from '@/shared/patientForm';
import { PatientInput } from '@/shared/PatientInput';
import { ageWords } from '@/shared/patientWords';
import classes from './CheckIn.module.css';
import type { CheckInFormApi } from './VisitFields';

type Spans = readonly (readonly [PatientField, number])[];

const names: Spans = [
  ['family_name', 4],
  ['given_name', 4],
  ['middle_name', 3],
  ['suffix', 1],
];
const rest: Spans = [
  ['sex', 3],
  ['civil_status', 4],
];
const lessUsed: Spans = [
  ['nationality', 3],
  ['religion', 3],
  ['occupation', 3],
  ['birth_place', 3],
  ['father_name', 4],
  ['father_contact', 3],
  ['father_address', 5],
  ['mother_name', 4],
  ['mother_contact', 3],
  ['mother_address', 5],
  ['spouse_name', 4],
  ['spouse_contact', 3],
  ['spouse_address', 5],
];
const contact: Spans = [
  ['phone', 4],
  ['address', 8],
  ['emergency_contact_name', 8],
  ['emergency_contact_phone', 4],
];
const insurance: Spans = [
  ['has_philhealth', 3],
  ['philhealth_number', 4],
  ['philhealth_membership', 5],
  ['has_hmo', 3],
  ['hmo_name', 4],
  ['hmo_number', 5],
  ['social_insurance', 3],
  ['senior_id', 4],
  ['pwd_id', 5],
];

export const lessUsedFields: readonly PatientField[] = lessUsed.map(([field]) => field);

function Fields({ form, fields }: { form: CheckInFormApi; fields: Spans }) {
  return fields.map(([field, span]) => (
    <div key={field} data-span={span} data-field={field}>
      <PatientInput field={field} form={form} prefix="patient." required={field === 'family_name' || field === 'given_name'} autoFocus={field === 'family_name'} />
    </div>
  ));
}

interface PersonFieldsProps {
  form: CheckInFormApi;
  born: string;
  more: boolean;
  onMore: (open: boolean) => void;
}

/** Who the person is; what is seldom asked is one press away. */
export function PersonFields({ form, born, more, onMore }: PersonFieldsProps) {
  const { t } = useTranslation();
  const now = useNow();
  const moreId = useId();
  const ageId = useId();
  return (
    <>
      <div className={classes.grid}>
        <Fields form={form} fields={names} />
        <div data-span="3">
          <PatientInput field="date_of_birth" form={form} prefix="patient." />
        </div>
        <div data-span="2">
          {born === '' ? (
            <PatientInput field="age_when_unknown" form={form} prefix="patient." />
          ) : (
            <>
              <div className={classes.label} id={ageId}>
                {t('Age')}
              </div>
              <div className={classes.told} aria-labelledby={ageId} role="status">
                {ageWords(t, { age: null, date_of_birth: born }, now) || '–'}
              </div>
            </>
          )}
        </div>
        <Fields form={form} fields={rest} />
      </div>
      <UnstyledButton className={classes.more} aria-expanded={more} aria-controls={moreId} onClick={() => onMore(!more)}>
        <IconChevronRight size={16} aria-hidden="true" />
        {t('More: nationality, religion, occupation, birth place, parents, spouse')}
      </UnstyledButton>
      <div className={classes.grid} id={moreId} hidden={!more}>
        <Fields form={form} fields={lessUsed} />
      </div>
    </>
  );
}

export function ContactFields({ form }: { form: CheckInFormApi }) {
  return (
    <div className={classes.grid}>
      <Fields form={form} fields={contact} />
    </div>
  );
}

export function InsuranceFields({ form }: { form: CheckInFormApi }) {
  return (
    <div className={classes.grid}>
      <Fields form={form} fields={insurance} />
    </div>
  );
}
