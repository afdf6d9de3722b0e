import { Radio, Select, Switch, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { useCan, useMe } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { IcdSelect } from '@/shared/IcdSelect';
import { physiciansQuery } from '@/shared/lookups';
import { confirmEncounter } from '../queries';
import { ActDialog } from './ActDialog';
import classes from './ActDialog.module.css';
import { DepartmentLine } from './DepartmentLine';
import { OverrideReason } from './OverrideReason';
import { type CaseDialogProps, useActDone } from './useActDone';
import { useDepartmentCheck } from './useDepartmentCheck';

interface Values {
  decision: '' | 'Inpatient' | 'Outpatient';
  principal_diagnosis: string;
  icd_code: string;
  /** null while nobody chose: the doctor who confirms is mostly the one who attends. */
  attending_physician_id: string | null;
  override_reason: string;
}

/** The doctor's decision: inpatient or outpatient, what it is, and who attends. */
export function ConfirmCase({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const finish = useActDone();
  const [everyone, setEveryone] = useState(false);
  const physicians = useQuery(physiciansQuery).data;
  const suggestion = physicians?.some((each) => each.id === me?.id) === true ? String(me?.id) : '';

  const form = useForm<Values>({
    initialValues: {
      decision: encounter.decision,
      principal_diagnosis: encounter.principal_diagnosis ?? '',
      icd_code: encounter.icd_code ?? '',
      attending_physician_id: encounter.attending_physician_id === null ? null : String(encounter.attending_physician_id),
      override_reason: encounter.override_reason ?? '',
    },
    validate: {
      decision: (value) => (value === '' ? t('Decide inpatient or outpatient') : null),
      principal_diagnosis: (value) => (value.trim() === '' ? t('Write the principal diagnosis') : null),
      icd_code: (value, values) => (values.decision === 'Inpatient' && value === '' ? t('An inpatient needs an ICD-10 code') : null),
      attending_physician_id: (value) => ((value ?? suggestion) === '' ? t('Choose the attending physician') : null),
    },
  });
  const { decision, icd_code: code, override_reason: reason } = form.values;
  const attending = form.values.attending_physician_id ?? suggestion;

  const { department, physician, differs, heed, forget } = useDepartmentCheck(encounter, code, attending === '' ? null : Number(attending));
  const wanted = code === '' ? undefined : (department ?? undefined);
  const fitting = physicians?.filter((each) => everyone || wanted === undefined || each.department_id === wanted.id || String(each.id) === attending);
  const hidden = (physicians?.length ?? 0) - (fitting?.length ?? 0);

  const { submit, busy, problem } = useSubmit({
    form,
    send: (values: Values, headers) =>
      confirmEncounter(
        encounter.id,
        {
          decision: values.decision === 'Inpatient' ? 'Inpatient' : 'Outpatient',
          attending_physician_id: Number(attending),
          principal_diagnosis: values.principal_diagnosis,
          ...(values.icd_code === '' ? {} : { icd_code: values.icd_code }),
          ...(differs ? { override_reason: values.override_reason } : {}),
        },
        headers,
      ),
    done: (confirmed) => {
      finish(confirmed);
      onDone();
      toast.done(t('Sent to coding'));
    },
    failed: heed,
  });

  const consequence = (): string => {
    if (decision === '') return t('Sends the case to coding once you have decided.');
    const parts = { department: department?.name ?? '', physician: physician?.name ?? '' };
    const stay = decision === 'Inpatient' ? t('Sends the case to coding as an inpatient; coding assigns the bed.') : t('Sends the case to coding as an outpatient, with no bed.');
    return physician === undefined || department === null ? stay : `${stay} ${t('{{physician}} attends, for {{department}}.', parts)}`;
  };

  return (
    <ActDialog
      opened={opened}
      title={t('Confirm case {{number}}', { number: encounter.case_number })}
      size="lg"
      consequence={consequence()}
      label={t('Confirm')}
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
      {encounter.send_back_reason !== undefined && encounter.send_back_reason !== '' && (
        <Notice tone="amber" title={t('Coding sent this case back')}>
          {encounter.send_back_reason}
        </Notice>
      )}
      <Radio.Group
        label={t('Decision')}
        description={t('At the desk the patient said: {{intent}}', { intent: t(encounter.intent) })}
        required
        {...form.getInputProps('decision')}
      >
        <div className={classes.choices}>
          <Radio value="Inpatient" label={t('Inpatient, takes a bed')} data-autofocus={decision !== 'Outpatient' || undefined} />
          <Radio value="Outpatient" label={t('Outpatient, goes home')} data-autofocus={decision === 'Outpatient' || undefined} />
        </div>
      </Radio.Group>
      <Textarea label={t('Principal diagnosis')} required maxLength={8000} {...form.getInputProps('principal_diagnosis')} />
      <IcdSelect
        label={t('ICD-10 code')}
        required={decision === 'Inpatient'}
        value={code}
        onChange={(next) => {
          forget();
          form.setFieldValue('icd_code', next);
        }}
        description={<DepartmentLine code={code} />}
        error={form.errors['icd_code']}
      />
      <div>
        <Select
          label={t('Attending physician')}
          required
          searchable
          data={fitting?.map((each) => ({ value: String(each.id), label: `${each.name} (${each.department_name})` })) ?? []}
          nothingFoundMessage={hidden > 0 ? t('No one of {{department}}: show all physicians', { department: wanted?.name ?? '' }) : t('No physician of this name')}
          value={attending === '' ? null : attending}
          onChange={(next) => {
            forget();
            form.setFieldValue('attending_physician_id', next ?? '');
          }}
          error={form.errors['attending_physician_id']}
          data-path="attending_physician_id"
        />
        {wanted !== undefined && (
          <div className={classes.more}>
            <span>{everyone ? t('All departments') : t('Physicians of {{department}}', { department: wanted.name })}</span>
            <Switch size="xs" label={t('Show all')} checked={everyone} onChange={(event) => setEveryone(event.currentTarget.checked)} />
          </div>
        )}
      </div>
      {differs && (
        <OverrideReason
          physician={physician?.name ?? ''}
          physicianDepartment={physician?.department_name ?? ''}
          department={department?.name ?? ''}
          value={reason}
          onChange={(value) => form.setFieldValue('override_reason', value)}
          error={form.errors['override_reason']}
        />
      )}
    </ActDialog>
  );
}
