import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { MoneyField, priceOf, priceProblem } from '@/components/MoneyField';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { Prices } from './Prices';
import { changeService, createService, deleteService, readService, type Service, type ServiceWrite } from './queries';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';
import { categories, readOneOf, vatTreatments } from './search';

interface ServiceFormProps {
  record: Service | null;
  onDone: () => void;
  onCancel: () => void;
}

function toWireForm<V extends Partial<ServiceWrite>>(values: V): V {
  return values.price === undefined ? values : { ...values, price: priceOf(values.price) };
}

function useServiceKind(): Kind<Service, ServiceWrite> {
  const { t } = useTranslation();
  return {
    entity: 'service',
    fields: ['code', 'name', 'category', 'price', 'vat_treatment', 'active'],
    labels: { code: t('Code'), name: t('Name'), category: t('Category'), price: t('Price'), vat_treatment: t('VAT'), active: t('Can be charged') },
    valuesOf: ({ code, name, category, price, vat_treatment, active }) => ({ code, name, category, price, vat_treatment, active }),
    words: (field, values) => {
      if (field === 'active') return values.active ? t('yes') : t('no');
      if (field === 'price') return priceProblem(t, values.price) === null ? formatMoney(priceOf(values.price)) : values.price;
      if (field === 'vat_treatment') return vatWords(t, values.vat_treatment);
      if (field === 'code') return values.code === '' ? t('none') : values.code;
      return field === 'category' ? t(values.category) : values.name;
    },
    create: (values, headers) => createService(toWireForm(values), headers),
    read: ({ id }) => readService(id),
    change: ({ id, version }, changed) => changeService(id, { ...toWireForm(changed), version }),
  };
}

/** How a price stands towards the VAT, in words. */
export function vatWords(t: TFunction, treatment: Service['vat_treatment']): string {
  return treatment === 'VATable' ? t('VATable, VAT inside the price') : t('VAT exempt');
}

/** What a service is called and what one costs. */
export function ServiceForm({ record, onDone, onCancel }: ServiceFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useServiceKind();
  const form = useForm<ServiceWrite>({
    initialValues: record === null ? { code: '', name: '', category: 'Others', price: '', vat_treatment: 'Exempt', active: true } : kind.valuesOf(record),
    validate: {
      name: (value) => (value.trim() === '' ? t('Enter the service’s name') : null),
      price: (value) => priceProblem(t, value),
    },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(service) => service.name}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('service:write')}
      removal={
        record === null
          ? undefined
          : {
              question: t('Only a service that was never charged can be deleted.'),
              whenInUse: t('It stands on bills, so it is kept. Switch off “Can be charged” instead: it stays on old bills and is offered no more.'),
              run: () => deleteService(record.id),
            }
      }
    >
      <TextInput label={t('Name')} required maxLength={160} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('Code')}
        description={t('What a teller types to find it, like LAB-001; no two services have the same.')}
        maxLength={40}
        autoComplete="off"
        {...form.getInputProps('code')}
      />
      <NativeSelect
        label={t('Category')}
        description={t('The group it is summed under on the statement of account.')}
        data={categories.map((category) => ({ value: category, label: t(category) }))}
        value={form.values.category}
        onChange={(event) => form.setFieldValue('category', readOneOf(categories, event.currentTarget.value) ?? 'Others')}
        error={form.errors['category']}
      />
      <MoneyField
        label={t('Price of one')}
        description={record === null ? undefined : t('A new price holds for what is charged from now on; bills keep the price of their day.')}
        {...form.getInputProps('price')}
      />
      <NativeSelect
        label={t('VAT')}
        description={t('Of what is VATable the price has the VAT inside; it comes off for a senior citizen or PWD.')}
        data={vatTreatments.map((treatment) => ({ value: treatment, label: vatWords(t, treatment) }))}
        value={form.values.vat_treatment}
        onChange={(event) => form.setFieldValue('vat_treatment', readOneOf(vatTreatments, event.currentTarget.value) ?? 'Exempt')}
        error={form.errors['vat_treatment']}
      />
      <Switch
        label={t('Can be charged')}
        description={t('Off: it stays on old bills and is offered no more.')}
        {...form.getInputProps('active', { type: 'checkbox' })}
      />
      {record !== null && <Prices serviceId={record.id} />}
    </RecordForm>
  );
}
