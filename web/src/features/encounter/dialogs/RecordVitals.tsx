import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import { addVitals, vitalsQuery } from '../queries';
import { checkVitals, isEmptyReading, measures, vitalsInput, type VitalsValues } from '../vitals';
import { ActDialog } from './ActDialog';
import classes from './ActDialog.module.css';
import type { CaseDialogProps } from './useActDone';

const nothing: VitalsValues = { systolic: '', diastolic: '', pulse: '', respiration: '', temperature_c: '', spo2: '', weight_kg: '', height_cm: '', taken_at: '' };

/** One reading: what was measured, the rest left empty. */
export function RecordVitals({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [empty, setEmpty] = useState(false);
  const form = useForm<VitalsValues>({
    initialValues: nothing,
    validate: (values) => Object.fromEntries(Object.entries(checkVitals(values)).map(([name, { words, parts }]) => [name, t(words, parts)])),
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: VitalsValues, headers) => addVitals(encounter.id, vitalsInput(values), headers),
    done: async () => {
      onDone();
      toast.done(t('Vital signs recorded'));
      await queryClient.invalidateQueries({ queryKey: vitalsQuery(encounter.id).queryKey });
    },
  });

  return (
    <ActDialog
      opened={opened}
      title={t('Record vital signs')}
      size="lg"
      consequence={empty && isEmptyReading(form.values) ? t('Fill in at least one measurement.') : t('Adds a reading for {{name}}. Leave empty what was not measured.', { name: encounter.patient.name })}
      label={t('Record')}
      busy={busy}
      problem={problem}
      form={form}
      onSubmit={form.onSubmit((values) => {
        setEmpty(isEmptyReading(values));
        if (!isEmptyReading(values)) submit(values);
      })}
      onClose={onClose}
    >
      <div className={classes.measures}>
        {measures.map((measure, index) => (
          <TextInput
            key={measure.name}
            label={t(measure.label)}
            inputMode={measure.decimals === 0 ? 'numeric' : 'decimal'}
            autoComplete="off"
            rightSection={<span className={classes.unit}>{measure.unit}</span>}
            rightSectionWidth={52}
            data-autofocus={index === 0 || undefined}
            {...form.getInputProps(measure.name)}
          />
        ))}
      </div>
      <TextInput type="datetime-local" label={t('Taken')} description={t('Now, unless you choose a time')} maw={260} {...form.getInputProps('taken_at')} />
    </ActDialog>
  );
}
