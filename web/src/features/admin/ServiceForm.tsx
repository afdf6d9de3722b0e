import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { MoneyField, priceOf, priceProblem } from './MoneyField';
import { changeService, createService, deleteService, readService, type Service, type ServiceWrite } from './queries';
import { RecordForm } from './record/RecordForm';
import type { Kind } from '@/lib/saveRecord';
import { categories, readOneOf } from './search';

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
    fields: ['name', 'category', 'price', 'active'],
    labels: { name: t('Name'), category: t('Category'), price: t('Price'), active: t('Can be charged') },
    valuesOf: ({ name, category, price, active }) => ({ name, category, price, active }),
    words: (field, values) => {
      if (field === 'active') return values.active ? t('yes') : t('no');
      if (field === 'price') return priceProblem(t, values.price) === null ? formatMoney(priceOf(values.price)) : values.price;
      return field === 'category' ? t(values.category) : values.name;
    },
    create: (values, headers) => createService(toWireForm(values), headers),
    read: ({ id }) => readService(id),
    change: ({ id, version }, changed) => changeService(id, { ...toWireForm(changed), version }),
  };
}

/** What a service is called and what one costs. */
export function ServiceForm({ record, onDone, onCancel }: ServiceFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useServiceKind();
  const form = useForm<ServiceWrite>({
    initialValues: record === null ? { name: '', category: 'Others', price: '', active: true } : kind.valuesOf(record),
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
      <Switch
        label={t('Can be charged')}
        description={t('Off: it stays on old bills and is offered no more.')}
        {...form.getInputProps('active', { type: 'checkbox' })}
      />
    </RecordForm>
  );
}
