import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import { BedPicker } from '@/shared/BedPicker';
import { bedsQuery } from '@/shared/lookups';
import { useRateWords } from '@/shared/rate';
import { staysQuery, transferEncounter } from '../queries';
import { ActDialog } from './ActDialog';
import { type CaseDialogProps, useActDone } from './useActDone';
import { useTakenBeds } from './useTakenBeds';

interface Values {
  bed_id: number | null;
}

/** Another bed, on the same bill. */
export function TransferCase({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const finish = useActDone();
  const rateWords = useRateWords();
  const { taken, markTaken } = useTakenBeds();
  const current = useQuery(staysQuery(encounter.id)).data?.find((stay) => stay.ended_at === null);
  const form = useForm<Values>({
    initialValues: { bed_id: null },
    validate: { bed_id: (value) => (value === null ? t('Choose a bed') : null) },
  });
  const bedId = form.values.bed_id;
  const bed = useQuery(bedsQuery).data?.find((each) => each.id === bedId);

  const { submit, busy, problem } = useSubmit({
    form,
    send: (id: number, headers) => transferEncounter(encounter.id, id, headers),
    done: (move) => {
      finish(move.encounter);
      onDone();
      toast.done(t('Transferred to bed {{bed}}', { bed: move.stay.bed_number }));
    },
    failed: (refused) => {
      if (!markTaken(refused, bedId)) return;
      form.setFieldValue('bed_id', null);
      form.setFieldError('bed_id', t('Choose another bed'));
      void queryClient.invalidateQueries({ queryKey: ['bed'] });
    },
  });

  const parts = { name: encounter.patient.name, old: encounter.bed_number };
  return (
    <ActDialog
      opened={opened}
      title={t('Transfer from bed {{bed}}', { bed: encounter.bed_number })}
      size="lg"
      consequence={
        bed === undefined
          ? t('Ends the stay in bed {{old}} now and begins one in the bed you choose, on the same bill.', parts)
          : t('Moves {{name}} from bed {{old}} to bed {{bed}} at {{rate}} from now, on the same bill. Time begun in bed {{old}} is charged in full.', {
              ...parts,
              bed: bed.number,
              rate: rateWords(bed.hourly_rate),
            })
      }
      label={t('Transfer')}
      busy={busy}
      problem={problem}
      form={form}
      onSubmit={form.onSubmit((values) => {
        if (values.bed_id !== null) submit(values.bed_id);
      })}
      onClose={onClose}
    >
      <BedPicker
        label={t('To which bed')}
        value={bedId}
        onChange={(chosen) => form.setFieldValue('bed_id', chosen.id)}
        taken={taken}
        except={current?.bed_id ?? null}
        error={form.errors['bed_id']}
        autoFocus
      />
    </ActDialog>
  );
}
