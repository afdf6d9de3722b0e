import { NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientValues } from '@/shared/patientForm';
import classes from './CheckIn.module.css';
import type { VisitValues } from './queries';

export interface CheckInValues {
  patient: PatientValues;
  encounter: VisitValues;
}

export type CheckInFormApi = UseFormReturnType<CheckInValues>;

/** The part of a check-in that is about today. */
export function VisitFields({ form }: { form: CheckInFormApi }) {
  const { t } = useTranslation();
  const intentId = useId();
  const options = (values: readonly string[]) => [{ value: '', label: t('Not recorded') }, ...values.map((value) => ({ value, label: t(value) }))];
  return (
    <div className={classes.grid}>
      <div data-span="12">
        <Textarea
          label={t('Reason for visit')}
          minRows={2}
          maxLength={1000}
          key={form.key('encounter.reason_for_visit')}
          {...form.getInputProps('encounter.reason_for_visit')}
        />
      </div>
      <div data-span="5">
        <div className={classes.label} id={intentId}>
          {t('The patient intends')}
        </div>
        <SegmentedControl
          fullWidth
          aria-labelledby={intentId}
          data={[
            { value: 'Undecided', label: t('Undecided') },
            { value: 'Outpatient', label: t('Outpatient') },
            { value: 'Inpatient', label: t('To stay') },
          ]}
          key={form.key('encounter.intent')}
          {...form.getInputProps('encounter.intent')}
        />
      </div>
      <div data-span="3">
        <NativeSelect
          label={t('Type of admission')}
          data={options(['Emergency', 'Elective', 'New', 'Old/Former', 'OPD'])}
          key={form.key('encounter.type_of_admission')}
          {...form.getInputProps('encounter.type_of_admission')}
        />
      </div>
      <div data-span="4">
        <NativeSelect
          label={t('Visit type')}
          data={options(['New', 'Old/Former', 'OPD', 'Follow-Up'])}
          key={form.key('encounter.visit_type')}
          {...form.getInputProps('encounter.visit_type')}
        />
      </div>
      <div data-span="12">
        <TextInput
          label={t('Referred by')}
          autoComplete="off"
          maxLength={200}
          key={form.key('encounter.referred_by')}
          {...form.getInputProps('encounter.referred_by')}
        />
      </div>
    </div>
  );
}
