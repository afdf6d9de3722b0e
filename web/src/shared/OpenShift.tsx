import { Button, Group, Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney } from '@/lib/money';
import { formatTime } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { CashCount } from './CashCount';
import { countsOf, type Typed, unreadable } from './cashCount';
import { handedDrawersQuery, openShift, type Shift } from './shift';

interface OpenShiftProps {
  /** Why it is asked for now. */
  reason?: string;
  onOpened?: (shift: Shift) => void;
  onCancel: () => void;
}

interface Values {
  counts: Typed;
  /** The shift whose drawer is taken over; '' to count one's own. */
  taken_over_id: string;
}

/** Opens the teller's own shift: with the cash in the drawer, counted, or as it was counted by whoever closed before. */
export function OpenShift({ reason, onOpened, onCancel }: OpenShiftProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const handed = useQuery(handedDrawersQuery).data ?? [];
  const form = useForm<Values>({
    initialValues: { counts: {}, taken_over_id: '' },
    validate: { counts: (counts, values) => (values.taken_over_id === '' && unreadable(counts).length > 0 ? t('Enter whole pieces') : null) },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ counts, taken_over_id }: Values, headers) =>
      openShift(taken_over_id === '' ? { counts: countsOf(counts) } : { taken_over_id: Number(taken_over_id) }, headers),
    done: async (shift) => {
      toast.done(t('Shift opened with {{amount}}', { amount: formatMoney(shift.opening_cash) }));
      await queryClient.invalidateQueries({ queryKey: ['shift'] });
      onOpened?.(shift);
    },
    failed: () => void queryClient.invalidateQueries({ queryKey: ['shift'] }),
  });
  const { counts, taken_over_id: takenOver } = form.values;
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        {reason !== undefined && <Notice tone="blue" title={reason} />}
        <FormProblem problem={problem} form={form} />
        {handed.length > 0 && (
          <Radio.Group label={t('Cash in the drawer')} value={takenOver} onChange={(value) => form.setFieldValue('taken_over_id', value)}>
            <Stack gap={6} mt={4}>
              <Radio value="" label={t('Count the drawer')} />
              {handed.map((shift) => (
                <Radio
                  key={shift.id}
                  value={String(shift.id)}
                  label={t('Take over the drawer of {{name}}, closed {{time}} with {{amount}}', {
                    name: shift.teller_name,
                    time: shift.closed_at === null ? '' : formatTime(shift.closed_at),
                    amount: formatMoney(shift.counted_cash ?? '0.00'),
                  })}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {takenOver === '' && (
          <CashCount label={t('Count of the drawer')} value={counts} onChange={(typed) => form.setFieldValue('counts', typed)} autoFocus />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Open shift')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
