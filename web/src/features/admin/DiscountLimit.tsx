import { NumberInput, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import classes from './admin.module.css';
import { type BillingSettings, billingSettingsQuery, changeBillingSettings, readBillingSettings } from './queries';
import { HistoryLink } from './record/HistoryLink';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';

interface LimitValues {
  other_discount_limit_percent: number | string;
}

function useLimitKind(): Kind<BillingSettings, LimitValues> {
  const { t } = useTranslation();
  return {
    entity: 'billing-settings',
    fields: ['other_discount_limit_percent'],
    labels: { other_discount_limit_percent: t('Limit') },
    valuesOf: ({ other_discount_limit_percent }) => ({ other_discount_limit_percent }),
    words: (_, values) => `${values.other_discount_limit_percent}%`,
    read: readBillingSettings,
    change: ({ version }, changed) => changeBillingSettings({ other_discount_limit_percent: Number(changed.other_discount_limit_percent), version }),
  };
}

function LimitForm({ record, onDone }: { record: BillingSettings; onDone: (saved: BillingSettings) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useLimitKind();
  const form = useForm<LimitValues>({
    initialValues: kind.valuesOf(record),
    validate: {
      other_discount_limit_percent: (value) =>
        typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100 ? null : t('Enter a whole number from 0 to 100'),
    },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The limit of discounts')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('billing-settings:write')}
    >
      <NumberInput
        label={t('Other discounts come to at most')}
        description={t('Of what is left after VAT exemption and the senior citizen or PWD discount. 0 allows none. Discounts given already keep the limit of their day.')}
        suffix="%"
        classNames={{ wrapper: classes.percent }}
        min={0}
        max={100}
        allowDecimal={false}
        allowNegative={false}
        required
        {...form.getInputProps('other_discount_limit_percent')}
      />
    </RecordForm>
  );
}

/** How much a discount that is not the law's may come to. */
export function DiscountLimit() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(billingSettingsQuery);
  const [saved, setSaved] = useState<{ record: BillingSettings; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  const content = (): React.ReactNode => {
    if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={100} />;
    return (
      <LimitForm
        key={saved?.times ?? 0}
        record={record}
        onDone={(changed) => {
          queryClient.setQueryData(billingSettingsQuery.queryKey, changed);
          setSaved({ record: changed, times: (saved?.times ?? 0) + 1 });
        }}
      />
    );
  };
  return <SectionCard title={t('Discounts')} actions={<HistoryLink entity="billing-settings" />}>{content()}</SectionCard>;
}
