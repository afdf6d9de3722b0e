import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { BedPicker } from '@/shared/BedPicker';
import { IcdSelect } from '@/shared/IcdSelect';
import { bedsQuery } from '@/shared/lookups';
import { useRateWords } from '@/shared/rate';
import { finalizeEncounter } from '../queries';
import { ActDialog } from './ActDialog';
import classes from './ActDialog.module.css';
import { DepartmentLine } from './DepartmentLine';
import { OverrideReason } from './OverrideReason';
import { type CaseDialogProps, useActDone } from './useActDone';
import { useDepartmentCheck } from './useDepartmentCheck';
import { useTakenBeds } from './useTakenBeds';

interface Values {
  bed_id: number | null;
  icd_code: string;
  override_reason: string;
}

/** Coding's last word: the code is right, an inpatient gets a bed, the bill opens. */
export function FinalizeCase({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const finish = useActDone();
  const rateWords = useRateWords();
  const inpatient = encounter.decision === 'Inpatient';
  const { taken, markTaken } = useTakenBeds();

  const form = useForm<Values>({
    initialValues: { bed_id: null, icd_code: encounter.icd_code ?? '', override_reason: '' },
    validate: {
      bed_id: (value) => (inpatient && value === null ? t('Choose a bed') : null),
      icd_code: (value) => (inpatient && value === '' ? t('An inpatient needs an ICD-10 code') : null),
    },
  });
  const { bed_id: bedId, icd_code: code, override_reason: reason } = form.values;

  const check = useDepartmentCheck(encounter, code, encounter.attending_physician_id);
  const { department, physician } = check;
  const differs = inpatient && check.differs;
  const bed = useQuery({ ...bedsQuery, enabled: inpatient }).data?.find((each) => each.id === bedId);

  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: Values, headers) =>
      finalizeEncounter(
        encounter.id,
        {
          ...(values.bed_id === null ? {} : { bed_id: values.bed_id }),
          ...(values.icd_code === '' || values.icd_code === encounter.icd_code ? {} : { icd_code: values.icd_code }),
          ...(differs ? { override_reason: values.override_reason } : {}),
        },
        headers,
      ),
    done: (admission) => {
      finish(admission.encounter);
      onDone();
      toast.done(inpatient ? t('Admitted to bed {{bed}}', { bed: admission.encounter.bed_number }) : t('Outpatient care begun'));
    },
    failed: (refused) => {
      check.heed(refused);
      if (markTaken(refused, bedId)) {
        form.setFieldValue('bed_id', null);
        form.setFieldError('bed_id', t('Choose another bed'));
        void queryClient.invalidateQueries({ queryKey: ['bed'] });
      }
    },
  });

  const name = encounter.patient.name;
  const consequence = (): string => {
    if (!inpatient) return t('Opens the bill and begins outpatient care for {{name}}, with no bed.', { name });
    if (bed === undefined) return t('Opens the bill and puts {{name}} in the bed you choose. The bed is charged from now.', { name });
    return t('Opens the bill, puts {{name}} in bed {{bed}} at {{rate}} from now.', { name, bed: bed.number, rate: rateWords(bed.hourly_rate) });
  };

  return (
    <ActDialog
      opened={opened}
      title={t('Finalise case {{number}}', { number: encounter.case_number })}
      size="lg"
      consequence={consequence()}
      focusSubmit={!inpatient}
      label={inpatient ? t('Admit') : t('Begin outpatient care')}
      busy={busy}
      blocked={differs && !can('encounter:override')}
      problem={problem}
      form={form}
      onSubmit={form.onSubmit((values) => {
        if (differs && reason.trim() === '') form.setFieldError('override_reason', t('Write the reason'));
        else submit(values);
      })}
      onClose={onClose}
    >
      <dl className={classes.facts}>
        <dt>{t('Decision')}</dt>
        <dd>
          <strong>{t(encounter.decision)}</strong>
        </dd>
        <dt>{t('Diagnosis')}</dt>
        <dd>{encounter.principal_diagnosis}</dd>
        <dt>{t('Attending')}</dt>
        <dd>
          {encounter.attending_physician_name}
          {physician !== undefined && <span className="soft">, {physician.department_name}</span>}
        </dd>
      </dl>
      <IcdSelect
        label={t('ICD-10 code')}
        required={inpatient}
        value={code}
        onChange={(next) => {
          check.forget();
          form.setFieldValue('icd_code', next);
        }}
        description={<DepartmentLine code={code} />}
        error={form.errors['icd_code']}
      />
      {differs && (
        <OverrideReason
          physician={physician?.name ?? encounter.attending_physician_name}
          physicianDepartment={physician?.department_name ?? ''}
          department={department?.name ?? ''}
          value={reason}
          onChange={(value) => form.setFieldValue('override_reason', value)}
          error={form.errors['override_reason']}
        />
      )}
      {inpatient && <BedPicker label={t('Bed')} value={bedId} onChange={(chosen) => form.setFieldValue('bed_id', chosen.id)} taken={taken} error={form.errors['bed_id']} autoFocus />}
    </ActDialog>
  );
}
