import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import { BedPicker } from '@/shared/BedPicker';
import { bedsQuery } from '@/shared/lookups';
import { useRateWords } from '@/shared/rate';
import { type BoardBed, type Occupant, transfer } from './queries';
import classes from './TransferDialog.module.css';

interface TransferDialogProps {
  opened: boolean;
  bed: BoardBed;
  occupant: Occupant;
  onClose: () => void;
}

/** Moves a patient from one bed to another. */
export function TransferDialog({ opened, bed, occupant, onClose }: TransferDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      fullScreen={narrow}
      title={t('Transfer {{name}} from bed {{bed}}', { name: occupant.patient.name, bed: bed.number })}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <TransferForm bed={bed} occupant={occupant} onClose={onClose} />
    </Modal>
  );
}

function TransferForm({ bed, occupant, onClose }: Omit<TransferDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const rateWords = useRateWords();
  const [taken, setTaken] = useState<ReadonlySet<number>>(new Set());
  const beds = useQuery(bedsQuery);
  const form = useForm<{ bed_id: number | null }>({
    initialValues: { bed_id: null },
    validate: { bed_id: (value) => (value === null ? t('Choose a bed') : null) },
  });
  const { bed_id: bedId } = form.getValues();
  const chosen = beds.data?.find((each) => each.id === bedId);
  const { submit, busy, problem } = useSubmit({
    form,
    send: (id: number, headers) => transfer(occupant.encounter_id, id, headers),
    done: async (move) => {
      toast.done(t('{{name}} lies in bed {{bed}} now', { name: occupant.patient.name, bed: move.stay.bed_number }));
      onClose();
      await queryClient.invalidateQueries({ predicate: (query) => ['bed', 'encounter', 'bill'].some((entity) => query.queryKey[0] === entity) });
    },
    failed: (refused, id) => {
      if (!refused.conflict) return;
      setTaken(new Set([...taken, id]));
      form.setFieldValue('bed_id', null);
      void queryClient.invalidateQueries({ queryKey: ['bed'] });
    },
  });

  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => {
        if (values.bed_id !== null) submit(values.bed_id);
      })}
    >
      <Stack gap="sm">
        <FormProblem problem={problem} form={form} />
        <BedPicker
          label={t('To which bed')}
          value={bedId}
          onChange={(bedView) => form.setFieldValue('bed_id', bedView.id)}
          taken={taken}
          except={bed.id}
          error={form.errors['bed_id']}
        />
        <p className={classes.what} aria-live="polite">
          {chosen === undefined
            ? t('The stay in bed {{bed}} ends when you confirm, and a stay in the new bed begins on the same bill.', { bed: bed.number })
            : t('Bed {{from}} ends now, its begun hour is charged. Bed {{to}} begins at {{rate}}, on the same bill.', {
                from: bed.number,
                to: chosen.number,
                rate: rateWords(chosen.hourly_rate),
              })}
        </p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <SubmitButton busy={busy}>{chosen === undefined ? t('Transfer') : t('Transfer to {{bed}}', { bed: chosen.number })}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
