import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SearchSelect, type SearchOption } from '@/components/SearchSelect';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney, multiplyMoney } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import classes from './PaymentDialog.module.css';
import { addCharge, type Bill, findServices } from './queries';

interface ServiceOption extends SearchOption {
  serviceId: number;
  price: string;
}

interface Values {
  service_id: ServiceOption | null;
  quantity: number | string;
}

interface AddServiceDialogProps {
  opened: boolean;
  bill: Bill;
  onClose: () => void;
}

/** Charges a service to the bill, at its price of now. */
export function AddServiceDialog({ opened, bill, onClose }: AddServiceDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('Add service')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <AddServiceForm bill={bill} onClose={onClose} />
    </Modal>
  );
}

function AddServiceForm({ bill, onClose }: Omit<AddServiceDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: { service_id: null, quantity: 1 },
    validate: {
      service_id: (value) => (value === null ? t('Choose a service') : null),
      quantity: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000 ? null : t('Enter a whole number from 1 to 1000')),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: Values, headers) => addCharge(bill.id, { service_id: values.service_id?.serviceId ?? 0, quantity: Number(values.quantity) }, headers),
    done: async (charge) => {
      toast.done(t('{{what}} charged, {{amount}}', { what: charge.description, amount: formatMoney(charge.amount) }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
  });

  const search = async (q: string, signal: AbortSignal): Promise<ServiceOption[]> => {
    const found = await findServices(q, signal);
    return found.items.map((service) => ({
      id: String(service.id),
      label: service.name,
      detail: formatMoney(service.price),
      serviceId: service.id,
      price: service.price,
    }));
  };

  const { service_id: service, quantity } = form.getValues();
  const total = service !== null && typeof quantity === 'number' && Number.isInteger(quantity) && quantity > 0 ? multiplyMoney(service.price, quantity) : null;

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <SearchSelect
          label={t('Service')}
          placeholder={t('Type a part of the name')}
          queryKey={['service']}
          search={search}
          minLetters={0}
          value={service}
          onChange={(option) => form.setFieldValue('service_id', option)}
          error={form.errors['service_id']}
          required
          autoFocus
        />
        <NumberInput label={t('Quantity')} min={1} max={1000} allowDecimal={false} allowNegative={false} w={120} required {...form.getInputProps('quantity')} />
        <div className={classes.owed}>
          <span>{t('Adds to the bill')}</span>
          <strong className="num">{total === null ? '–' : formatMoney(total)}</strong>
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Add to bill')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
