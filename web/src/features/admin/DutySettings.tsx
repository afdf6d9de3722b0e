import { Checkbox, NumberInput, Radio, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import type { Kind } from '@/lib/saveRecord';
import classes from './admin.module.css';
import { changeDuties, type Duties, dutiesQuery, readDuties } from './queries';
import { HistoryLink } from './record/HistoryLink';
import { RecordForm } from '@/shared/record/RecordForm';

/** While it is typed a number may be no number yet. */
interface Values {
  scope: Duties['scope'];
  days_after: number | string;
  leave_hours: number | string;
  ask_programs: boolean;
}

const scopes = [
  { scope: 'in_care', label: 'All patients in care', what: 'Whoever is here now is within the duty of every doctor, nurse and coder.' },
  { scope: 'department', label: 'Patients of one’s own department', what: 'And those who are in no department yet. Who belongs to no department has all patients in care.' },
] as const satisfies readonly { scope: Duties['scope']; label: string; what: string }[];

function useDutiesKind(): Kind<Duties, Values> {
  const { t } = useTranslation();
  return {
    entity: 'chart-settings',
    fields: ['scope', 'days_after', 'leave_hours', 'ask_programs'],
    labels: {
      scope: t('Within duty are'),
      days_after: t('Days after the end of a case'),
      leave_hours: t('Hours that a reason holds'),
      ask_programs: t('Programs must give a reason too'),
    },
    valuesOf: ({ scope, days_after, leave_hours, ask_programs }) => ({ scope, days_after, leave_hours, ask_programs }),
    words: (field, values) => {
      if (field === 'scope') return t(scopes.find((each) => each.scope === values.scope)?.label ?? values.scope);
      if (field === 'ask_programs') return values.ask_programs ? t('Yes') : t('No');
      return String(values[field]);
    },
    read: readDuties,
    change: ({ version }, { scope, days_after, leave_hours, ask_programs }) =>
      changeDuties({
        ...(scope === undefined ? {} : { scope }),
        ...(days_after === undefined ? {} : { days_after: Number(days_after) }),
        ...(leave_hours === undefined ? {} : { leave_hours: Number(leave_hours) }),
        ...(ask_programs === undefined ? {} : { ask_programs }),
        version,
      }),
  };
}

function DutyForm({ record, onDone }: { record: Duties; onDone: (saved: Duties) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useDutiesKind();
  const whole = (lowest: number, highest: number) => (value: number | string) =>
    typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest ? null : t('Enter a whole number from {{lowest}} to {{highest}}', { lowest, highest });
  const form = useForm<Values>({
    initialValues: kind.valuesOf(record),
    validate: { days_after: whole(0, 3650), leave_hours: whole(1, 168) },
  });
  const number = { allowDecimal: false, allowNegative: false, clampBehavior: 'none', required: true, classNames: { wrapper: classes.percent ?? '' } } as const;
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The rules of duty')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('chart-settings:write')}
    >
      <Radio.Group label={kind.labels.scope} description={t('An attending physician’s own patients always are. Who opens another chart is asked for a reason first.')} {...form.getInputProps('scope')}>
        <div className={classes.roles}>
          {scopes.map(({ scope, label, what }) => (
            <Radio key={scope} value={scope} label={t(label)} description={t(what)} />
          ))}
        </div>
      </Radio.Group>
      <NumberInput
        {...number}
        label={kind.labels.days_after}
        description={t('So long the chart stays within duty, for results and letters that come late. 0 closes it at the discharge.')}
        {...form.getInputProps('days_after')}
      />
      <NumberInput {...number} label={kind.labels.leave_hours} description={t('Then it is asked for again. From 1 to 168.')} {...form.getInputProps('leave_hours')} />
      <Checkbox
        label={kind.labels.ask_programs}
        description={t('Programs that come with a token cannot be asked. With this they are refused; without it their openings are marked in the trail.')}
        {...form.getInputProps('ask_programs', { type: 'checkbox' })}
      />
    </RecordForm>
  );
}

/** Which charts are within one's duty, and how long a reason opens another. */
export function DutySettings() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(dutiesQuery);
  const [saved, setSaved] = useState<{ record: Duties; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  const content = (): React.ReactNode => {
    if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={320} />;
    return (
      <DutyForm
        key={saved?.times ?? 0}
        record={record}
        onDone={(changed) => {
          queryClient.setQueryData(dutiesQuery.queryKey, changed);
          setSaved({ record: changed, times: (saved?.times ?? 0) + 1 });
        }}
      />
    );
  };
  return (
    <SectionCard title={t('Duty and charts')} actions={<HistoryLink entity="chart-settings" />}>
      {content()}
    </SectionCard>
  );
}
