import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney } from '@/lib/money';
import { useMe } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { CashCount } from '@/shared/CashCount';
import { countsOf, type Typed, unreadable, worthOf } from '@/shared/cashCount';
import type { Shift } from '@/shared/shift';
import { Difference } from './Difference';
import { centavosOf, differenceWords } from './drawer';
import { closeShift } from './queries';
import classes from './ShiftPage.module.css';

interface CloseShiftProps {
  opened: boolean;
  shift: Shift;
  onClosed: () => void;
  onClose: () => void;
}

interface Values {
  counts: Typed;
  note: string;
}

/** Ends a shift with the count of its drawer. A difference is written down as it is, with a note. */
export function CloseShift({ opened, ...form }: CloseShiftProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={form.onClose} title={t('Count the drawer and close the shift')} size={560} closeButtonProps={{ 'aria-label': t('Close') }}>
      <CloseForm {...form} />
    </Modal>
  );
}

function CloseForm({ shift, onClosed, onClose }: Omit<CloseShiftProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const own = useMe()?.id === shift.teller_id;
  const expected = centavosOf(shift.expected_cash);
  const form = useForm<Values>({
    initialValues: { counts: {}, note: '' },
    validate: {
      counts: (counts) => (unreadable(counts).length > 0 ? t('Enter whole pieces') : null),
      note: (note, { counts }) => (note.trim() === '' && worthOf(counts) !== expected ? t('Write why the drawer is {{difference}}', { difference: differenceWords(t, worthOf(counts) - expected) }) : null),
    },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ counts, note }: Values, headers) => closeShift(shift.id, countsOf(counts), note.trim(), headers),
    done: async (closed) => {
      toast.done(t('Shift closed with {{amount}}', { amount: formatMoney(closed.counted_cash ?? '0.00') }));
      onClosed();
      await queryClient.invalidateQueries({ queryKey: ['shift'] });
    },
    failed: () => void queryClient.invalidateQueries({ queryKey: ['shift'] }),
  });
  const { counts } = form.values;
  const counted = worthOf(counts);
  const begun = Object.values(counts).some((each) => each !== '');
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(submit, (errors) => {
        // Enter in the last field of the count goes on to what is still wanted.
        if (errors['note'] !== undefined) form.getInputNode('note')?.focus();
      })}
    >
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        {!own && <Notice tone="amber" title={t('This is the drawer of {{name}}. It is closed in your name, with what you count.', { name: shift.teller_name })} />}
        <CashCount label={t('Count of the drawer')} value={counts} onChange={(typed) => form.setFieldValue('counts', typed)} autoFocus />
        <div className={classes.owed}>
          <span>
            {t('Must be in the drawer')} <strong>{formatMoney(expected)}</strong>
          </span>
          {begun && (
            <output aria-label={t('Difference')}>
              <Difference centavos={counted - expected} />
            </output>
          )}
        </div>
        <Textarea
          label={t('Note')}
          description={counted === expected ? undefined : t('Needed when the drawer is not exact.')}
          placeholder={t('Counted twice; one note of 20 is missing')}
          required={begun && counted !== expected}
          maxLength={1000}
          autosize
          minRows={1}
          {...form.getInputProps('note')}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{t('Close shift')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
