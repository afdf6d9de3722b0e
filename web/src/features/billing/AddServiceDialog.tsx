import { Button, Group, Modal, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { MoneyField } from '@/components/MoneyField';
import { SearchSelect, type SearchOption } from '@/components/SearchSelect';
import { SubmitButton } from '@/components/SubmitButton';
import { formatMoney, multiplyMoney, readMoney, toWire } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { dayOf } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { AddedCharges } from './AddedCharges';
import { type AddValues, addFaults, chargeInput, professionalFee, type ServiceOption } from './addCharge';
import classes from './PaymentDialog.module.css';
import { addCharge, type Bill, type Charge, findPhysicians, findServices } from './queries';

interface AddServiceDialogProps {
  opened: boolean;
  bill: Bill;
  onClose: () => void;
}

/** Charges services to the bill, one after the other: Enter adds, and the field is ready for the next. */
export function AddServiceDialog({ opened, bill, onClose }: AddServiceDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Modal opened={opened} onClose={onClose} title={t('Add charges')} size={560} fullScreen={narrow} closeButtonProps={{ 'aria-label': t('Close') }}>
      <AddServiceForm bill={bill} onClose={onClose} />
    </Modal>
  );
}

function AddServiceForm({ bill, onClose }: Omit<AddServiceDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const around = useRef<HTMLFormElement>(null);
  const [added, setAdded] = useState<readonly Charge[]>([]);
  const [today] = useState(() => dayOf(Date.now()));
  const form = useForm<AddValues>({
    initialValues: { service_id: null, quantity: 1, date_availed: today, doctor_id: null, other_price: false, unit_price: '', price_reason: '' },
    validate: (values) => addFaults(t, values),
  });
  const { submit, busy, problem, clearProblem } = useSubmit({
    form,
    send: (values: AddValues, headers) => addCharge(bill.id, chargeInput(values, today), headers),
    done: (charge, { date_availed, doctor_id }) => {
      setAdded((before) => [charge, ...before]);
      // What is charged together was mostly given on one day, by one doctor.
      form.setValues({ service_id: null, quantity: 1, date_availed, doctor_id, other_price: false, unit_price: '', price_reason: '' });
      form.clearErrors();
      around.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
      void queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
  });

  const search = async (q: string, signal: AbortSignal): Promise<ServiceOption[]> => {
    const found = await findServices(q, signal);
    return found.items.map((service) => ({
      id: String(service.id),
      label: service.name,
      detail: [service.code, formatMoney(service.price)].filter((each) => each !== '').join(' · '),
      serviceId: service.id,
      price: service.price,
      category: service.category,
    }));
  };
  const searchDoctor = async (q: string, signal: AbortSignal): Promise<SearchOption[]> => {
    const found = await findPhysicians(q, signal);
    return found.map((doctor) => ({ id: String(doctor.id), label: doctor.name, detail: doctor.department_name }));
  };
  const choose = (option: ServiceOption | null): void => {
    clearProblem();
    form.setFieldValue('service_id', option);
    form.setFieldValue('unit_price', option?.price ?? '');
  };

  const { service_id: service, quantity, other_price: other, unit_price } = form.values;
  const price = other ? readMoney(unit_price) : readMoney(service?.price ?? '');
  const total = price !== null && typeof quantity === 'number' && Number.isInteger(quantity) && quantity > 0 ? multiplyMoney(toWire(price), quantity) : null;

  return (
    <form ref={around} onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <SearchSelect
          label={t('Service')}
          placeholder={t('Type its code or a part of the name')}
          queryKey={['service']}
          search={search}
          minLetters={0}
          value={service}
          onChange={choose}
          error={form.errors['service_id']}
          required
          autoFocus
        />
        <Group gap="sm" align="flex-start">
          <NumberInput label={t('Quantity')} min={1} max={1000} allowDecimal={false} allowNegative={false} w={110} required {...form.getInputProps('quantity')} />
          <TextInput
            type="date"
            label={t('Given on')}
            w={170}
            min={dayOf(Date.parse(bill.checked_in_at))}
            max={today}
            required
            {...form.getInputProps('date_availed')}
          />
        </Group>
        {service?.category === professionalFee && (
          <SearchSelect
            label={t('Doctor')}
            description={t('Whose fee it is.')}
            placeholder={t('The attending physician')}
            queryKey={['user', 'physicians']}
            search={searchDoctor}
            minLetters={0}
            value={form.values.doctor_id}
            onChange={(option) => form.setFieldValue('doctor_id', option)}
            error={form.errors['doctor_id']}
          />
        )}
        {can('charge:price') && service !== null && (
          <Switch label={t('Another price than {{price}}', { price: formatMoney(service.price) })} {...form.getInputProps('other_price', { type: 'checkbox' })} />
        )}
        {other && service !== null && (
          <Group gap="sm" align="flex-start" wrap="wrap">
            <MoneyField label={t('Price of one')} {...form.getInputProps('unit_price')} />
            <TextInput label={t('Reason')} required maxLength={1000} autoComplete="off" style={{ flex: '1 1 220px' }} {...form.getInputProps('price_reason')} />
          </Group>
        )}
        <div className={classes.owed}>
          <span>{t('Adds to the bill')}</span>
          <strong className="num">{total === null ? '–' : formatMoney(total)}</strong>
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {added.length === 0 ? t('Cancel') : t('Done')}
          </Button>
          <SubmitButton busy={busy}>{t('Add to bill')}</SubmitButton>
        </Group>
        <AddedCharges charges={added} />
      </Stack>
    </form>
  );
}
