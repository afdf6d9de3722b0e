import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { useCan } from '@/lib/permissions';

interface OverrideReasonProps {
  physician: string;
  physicianDepartment: string;
  department: string;
  value: string;
  onChange: (value: string) => void;
  error?: React.ReactNode;
}

/** The physician is of another department than the code: a reason from those who may give one, else who can. */
export function OverrideReason({ physician, physicianDepartment, department, value, onChange, error }: OverrideReasonProps) {
  const { t } = useTranslation();
  const can = useCan();
  const title =
    physicianDepartment === '' || department === ''
      ? t('The physician is of another department than the ICD-10 code.')
      : t('{{physician}} is of {{own}}, but the case belongs to {{department}}.', { physician, own: physicianDepartment, department });
  if (!can('encounter:override')) {
    return (
      <Notice tone="amber" title={title}>
        {t('A doctor or a coder can go on with a written reason. Or correct the ICD-10 code, or send the case back to choose another physician.')}
      </Notice>
    );
  }
  return (
    <>
      <Notice tone="amber" title={title}>
        {t('Correct the ICD-10 code or the physician, or write why it shall be so. The reason is kept in the audit trail.')}
      </Notice>
      <Textarea
        label={t('Reason for a physician of another department')}
        required
        maxLength={1000}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        data-path="override_reason"
      />
    </>
  );
}
