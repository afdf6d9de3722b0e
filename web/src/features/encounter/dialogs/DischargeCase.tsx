import { Radio, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/toast';
import { formatDuration, useNow } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { type DischargeInput, dischargeEncounter, staysQuery } from '../queries';
import { ActDialog } from './ActDialog';
import classes from './ActDialog.module.css';
import { dispositions, results } from './outcomes';
import { type CaseDialogProps, useActDone } from './useActDone';

interface Values {
  disposition: DischargeInput['disposition'] | '';
  result: DischargeInput['result'] | '';
  autopsied: '' | 'yes' | 'no';
  final_diagnosis: string;
}

function hasDied(result: string): boolean {
  return result.startsWith('Died');
}

/** How the case ended. The stay ends with it, and nothing is charged by the bed afterwards. */
export function DischargeCase({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const finish = useActDone();
  const now = useNow();
  const inBed = encounter.status === 'Admitted';
  const stay = useQuery({ ...staysQuery(encounter.id), enabled: inBed }).data?.find((each) => each.ended_at === null);

  const form = useForm<Values>({
    initialValues: { disposition: '', result: '', autopsied: '', final_diagnosis: encounter.principal_diagnosis ?? '' },
    validate: {
      disposition: (value) => (value === '' ? t('Choose how the patient leaves') : null),
      result: (value) => (value === '' ? t('Choose the result') : null),
      autopsied: (value, values) => (hasDied(values.result) && value === '' ? t('Say whether there was an autopsy') : null),
      final_diagnosis: (value) => (value.trim() === '' ? t('Write the final diagnosis') : null),
    },
  });
  const died = hasDied(form.values.result);

  const { submit, busy, problem } = useSubmit({
    form,
    send: (body: DischargeInput, headers) => dischargeEncounter(encounter.id, body, headers),
    done: (leave) => {
      finish(leave.encounter);
      onDone();
      toast.done(t('Discharged'));
    },
  });

  const parts = { name: encounter.patient.name, bed: encounter.bed_number };
  return (
    <ActDialog
      opened={opened}
      title={t('Discharge {{name}}', parts)}
      consequence={
        inBed
          ? t('Ends the stay in bed {{bed}}{{after}}, charges the time begun once and frees the bed. After this the bed costs nothing more; a teller issues the final bill.', {
              ...parts,
              after: stay === undefined ? '' : ` ${t('after {{time}}', { time: formatDuration(now - Date.parse(stay.started_at)) })}`,
            })
          : t('Ends the outpatient care of {{name}}. A teller issues the final bill.', parts)
      }
      label={t('Discharge')}
      busy={busy}
      problem={problem}
      form={form}
      onSubmit={form.onSubmit(({ disposition, result, autopsied, final_diagnosis }) => {
        if (disposition === '' || result === '') return;
        submit({ disposition, result, final_diagnosis, ...(died ? { autopsied: autopsied === 'yes' } : {}) });
      })}
      onClose={onClose}
    >
      <div className={classes.pair}>
        <Select
          label={t('Disposition')}
          required
          data-autofocus
          data={dispositions.map((each) => ({ value: each.value, label: t(each.label) }))}
          allowDeselect={false}
          value={form.values.disposition === '' ? null : form.values.disposition}
          onChange={(next) => form.setFieldValue('disposition', dispositions.find((each) => each.value === next)?.value ?? '')}
          error={form.errors['disposition']}
          data-path="disposition"
        />
        <Select
          label={t('Result')}
          required
          data={results.map((each) => ({ value: each, label: t(each) }))}
          allowDeselect={false}
          value={form.values.result === '' ? null : form.values.result}
          onChange={(next) => form.setFieldValue('result', results.find((each) => each === next) ?? '')}
          error={form.errors['result']}
          data-path="result"
        />
      </div>
      {died && (
        <Radio.Group label={t('Autopsy')} required {...form.getInputProps('autopsied')}>
          <div className={classes.choices}>
            <Radio value="yes" label={t('Autopsied')} />
            <Radio value="no" label={t('Not autopsied')} />
          </div>
        </Radio.Group>
      )}
      <Textarea label={t('Final diagnosis')} required maxLength={8000} {...form.getInputProps('final_diagnosis')} />
    </ActDialog>
  );
}
