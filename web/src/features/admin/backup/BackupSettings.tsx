import { Checkbox, NumberInput, Skeleton, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import { RecordForm } from '@/shared/record/RecordForm';
import { HistoryLink } from '../record/HistoryLink';
import classes from './Backups.module.css';
import { Destinations } from './Destinations';
import { Passphrase } from './Passphrase';
import { type Schedule, scheduleQuery } from './queries';
import { type ScheduleValues, useScheduleKind } from './useScheduleKind';

const most = 1000;

function ScheduleForm({ record, onDone }: { record: Schedule; onDone: (saved: Schedule) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useScheduleKind();
  const readOnly = !can('backup-settings:write');
  const whole = (least: number) => (value: number | string) => {
    const number = Number(value);
    return value === '' || !Number.isInteger(number) || number < least || number > most ? t('Enter a whole number from {{least}} to {{most}}', { least, most }) : null;
  };
  const form = useForm<ScheduleValues>({
    initialValues: kind.valuesOf(record),
    validate: {
      daily_at: (value, { by_itself }) => (by_itself && !/^\d\d:\d\d$/.test(value) ? t('Enter a time of day') : null),
      destinations: { folder: (value) => (value.trim() === '' ? t('Enter the path of a folder, or take it out') : null) },
      keep_daily: whole(1),
      keep_weekly: whole(0),
      keep_monthly: whole(0),
    },
  });
  const number = (field: 'keep_daily' | 'keep_weekly' | 'keep_monthly') => ({ label: kind.labels[field], required: true, allowDecimal: false, allowNegative: false, ...form.getInputProps(field) });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The settings of backups')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={readOnly}
    >
      <Switch label={kind.labels.by_itself} {...form.getInputProps('by_itself', { type: 'checkbox' })} />
      {form.values.by_itself && (
        <>
          <TextInput label={kind.labels.daily_at} description={t('Hospital time, best when few work. If none was made at that time, one begins as soon as it can: also right after saving.')} type="time" required classNames={{ wrapper: classes.time ?? '' }} {...form.getInputProps('daily_at')} />
          <Checkbox label={kind.labels.verify_each} description={t('Each is restored for a trial after it was made, aside from the hospital’s data. Only then is it known to be good.')} {...form.getInputProps('verify_each', { type: 'checkbox' })} />
        </>
      )}
      <div role="group" aria-label={kind.labels.destinations}>
        <h3 className={classes.group}>{t('Where to')}</h3>
        <p className={classes.words}>{t('Folders that the server can reach: a stick, a second disk, a share. A scheduled backup goes into each of them.')}</p>
        <Destinations form={form} readOnly={readOnly} />
      </div>
      <div role="group" aria-label={t('How long they are kept')}>
        <h3 className={classes.group}>{t('How long they are kept')}</h3>
        <p className={classes.words}>{t('In each folder, of so many days, weeks and months the last scheduled backup. What was made by hand stays, and so do the last one and the last that was found good.')}</p>
        <div className={classes.numbers}>
          <NumberInput {...number('keep_daily')} />
          <NumberInput {...number('keep_weekly')} />
          <NumberInput {...number('keep_monthly')} />
        </div>
      </div>
    </RecordForm>
  );
}

/** When and where backups are made, how long they are kept, and whether they are encrypted. */
export function BackupSettings() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(scheduleQuery);
  const [saved, setSaved] = useState<{ record: Schedule; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={480} radius={8} />;
  return (
    <div className={classes.settings}>
      <SectionCard title={t('Schedule and folders')} actions={<HistoryLink entity="backup-settings" />}>
        <ScheduleForm
          key={saved?.times ?? 0}
          record={record}
          onDone={(changed) => {
            queryClient.setQueryData(scheduleQuery.queryKey, changed);
            setSaved({ record: changed, times: (saved?.times ?? 0) + 1 });
          }}
        />
      </SectionCard>
      <Passphrase schedule={found.data ?? record} onSaved={(changed) => queryClient.setQueryData(scheduleQuery.queryKey, changed)} />
    </div>
  );
}
