import { NumberInput, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import type { Kind } from '@/lib/saveRecord';
import { RecordForm } from '@/shared/record/RecordForm';
import { HistoryLink } from '../record/HistoryLink';
import { changeRetentionSettings, readRetentionSettings, type Retention, retentionSettingsQuery } from './queries';
import classes from './Records.module.css';

/** While it is typed a number may be no number yet. */
interface Values {
  inpatient_years: number | string;
  outpatient_years: number | string;
  answer_days: number | string;
}

const most = { inpatient_years: 100, outpatient_years: 100, answer_days: 365 } as const satisfies Record<keyof Values, number>;

function useRetentionKind(): Kind<Retention, Values> {
  const { t } = useTranslation();
  return {
    entity: 'retention-settings',
    fields: ['inpatient_years', 'outpatient_years', 'answer_days'],
    labels: { inpatient_years: t('Years for inpatients'), outpatient_years: t('Years for all others'), answer_days: t('Days for an answer') },
    valuesOf: ({ inpatient_years, outpatient_years, answer_days }) => ({ inpatient_years, outpatient_years, answer_days }),
    words: (field, values) => String(values[field]),
    read: readRetentionSettings,
    change: ({ version }, { inpatient_years, outpatient_years, answer_days }) =>
      changeRetentionSettings({
        ...(inpatient_years === undefined ? {} : { inpatient_years: Number(inpatient_years) }),
        ...(outpatient_years === undefined ? {} : { outpatient_years: Number(outpatient_years) }),
        ...(answer_days === undefined ? {} : { answer_days: Number(answer_days) }),
        version,
      }),
  };
}

function RetentionForm({ record, onDone }: { record: Retention; onDone: (saved: Retention) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useRetentionKind();
  const whole = (field: keyof Values) => (value: number | string) => {
    const number = Number(value);
    return value === '' || !Number.isInteger(number) || number < 1 || number > most[field] ? t('Enter a whole number from 1 to {{most}}', { most: most[field] }) : null;
  };
  const form = useForm<Values>({
    initialValues: kind.valuesOf(record),
    validate: { inpatient_years: whole('inpatient_years'), outpatient_years: whole('outpatient_years'), answer_days: whole('answer_days') },
  });
  const number = (field: keyof Values) => ({ label: kind.labels[field], classNames: { wrapper: classes.number ?? '' }, required: true, allowDecimal: false, allowNegative: false, ...form.getInputProps(field) });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The rules of keeping records')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('retention-settings:write')}
    >
      <NumberInput {...number('inpatient_years')} description={t('After the end of the last case of who lay in a bed at some time. The Department of Health wants 10.')} />
      <NumberInput {...number('outpatient_years')} description={t('After the end of the last case. The Department of Health wants 7.')} />
      <NumberInput {...number('answer_days')} description={t('Within so many days a request for a correction is to be answered. It counts for requests that come from now on.')} />
    </RecordForm>
  );
}

/** How long records are kept, and how soon patients are answered. */
export function RetentionSettings() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(retentionSettingsQuery);
  const [saved, setSaved] = useState<{ record: Retention; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  const content = (): React.ReactNode => {
    if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={260} />;
    return (
      <RetentionForm
        key={saved?.times ?? 0}
        record={record}
        onDone={(changed) => {
          queryClient.setQueryData(retentionSettingsQuery.queryKey, changed);
          void queryClient.invalidateQueries({ queryKey: ['retention'] });
          setSaved({ record: changed, times: (saved?.times ?? 0) + 1 });
        }}
      />
    );
  };
  return (
    <div className={classes.settings}>
      <SectionCard title={t('Keeping records')} actions={<HistoryLink entity="retention-settings" />}>
        {content()}
      </SectionCard>
    </div>
  );
}
