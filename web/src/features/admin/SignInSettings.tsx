import { Checkbox, NumberInput, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import type { Kind } from '@/lib/saveRecord';
import { type SignInSettings as Settings, signInSettingsQuery } from '@/shared/account/queries';
import { RecordForm } from '@/shared/record/RecordForm';
import classes from './admin.module.css';
import { changeSignInSettings, readSignInSettings } from './queries';
import { roles } from './search';

/** While it is typed a number may be no number yet. */
interface Values {
  idle_minutes: number | string;
  absolute_minutes: number | string;
  lock_minutes: number | string;
  reset_code_hours: number | string;
  second_factor_roles: string[];
}

function useSettingsKind(): Kind<Settings, Values> {
  const { t } = useTranslation();
  return {
    entity: 'sign-in-settings',
    fields: ['idle_minutes', 'absolute_minutes', 'lock_minutes', 'reset_code_hours', 'second_factor_roles'],
    labels: {
      idle_minutes: t('A session ends when it is not used for so many minutes'),
      absolute_minutes: t('A session lasts at most so many minutes'),
      lock_minutes: t('The page locks itself when nobody touches it for so many minutes'),
      reset_code_hours: t('A reset code is good for so many hours'),
      second_factor_roles: t('Roles that need a second factor'),
    },
    valuesOf: ({ idle_minutes, absolute_minutes, lock_minutes, reset_code_hours, second_factor_roles }) => ({
      idle_minutes,
      absolute_minutes,
      lock_minutes,
      reset_code_hours,
      second_factor_roles,
    }),
    words: (field, values) => (field === 'second_factor_roles' ? values.second_factor_roles.map((role) => t(role)).join(', ') || t('none') : String(values[field])),
    read: readSignInSettings,
    change: ({ version }, { second_factor_roles, ...limits }) => {
      const numbers = Object.fromEntries(Object.entries(limits).map(([field, value]) => [field, Number(value)]));
      return changeSignInSettings({ ...numbers, ...(second_factor_roles === undefined ? {} : { second_factor_roles }), version });
    },
  };
}

export function SignInSettingsForm({ record, onDone }: { record: Settings; onDone: (saved: Settings) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useSettingsKind();
  const whole = (least: number) => (value: number | string) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least ? null : t('Enter a whole number, {{least}} or more', { least });
  const form = useForm<Values>({
    initialValues: kind.valuesOf(record),
    validate: { idle_minutes: whole(1), absolute_minutes: whole(1), lock_minutes: whole(0), reset_code_hours: whole(1) },
  });
  const number = { allowDecimal: false, allowNegative: false, clampBehavior: 'none', required: true, maw: 420 } as const;
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The settings of signing in')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('sign-in-settings:write')}
    >
      <NumberInput {...number} label={kind.labels.lock_minutes} description={t('0 for never. Nothing that was typed is lost.')} {...form.getInputProps('lock_minutes')} />
      <NumberInput {...number} label={kind.labels.idle_minutes} description={t('A page that refreshes itself does not count as use.')} {...form.getInputProps('idle_minutes')} />
      <NumberInput {...number} label={kind.labels.absolute_minutes} {...form.getInputProps('absolute_minutes')} />
      <NumberInput {...number} label={kind.labels.reset_code_hours} {...form.getInputProps('reset_code_hours')} />
      <Checkbox.Group
        label={kind.labels.second_factor_roles}
        description={t('Who has such a role and no second factor yet sets it up before anything else: also who is signed in now.')}
        {...form.getInputProps('second_factor_roles')}
      >
        <div className={classes.types}>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t(role)} />
          ))}
        </div>
      </Checkbox.Group>
    </RecordForm>
  );
}

/** How long sessions last, when the page locks itself, and who needs a second factor. */
export function SignInSettings() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(signInSettingsQuery);
  const [saved, setSaved] = useState<{ record: Settings; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  const content = (): React.ReactNode => {
    if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={420} />;
    return (
      <SignInSettingsForm
        key={saved?.times ?? 0}
        record={record}
        onDone={(changed) => {
          queryClient.setQueryData(signInSettingsQuery.queryKey, changed);
          setSaved({ record: changed, times: (saved?.times ?? 0) + 1 });
        }}
      />
    );
  };
  return <SectionCard title={t('Signing in')}>{content()}</SectionCard>;
}
