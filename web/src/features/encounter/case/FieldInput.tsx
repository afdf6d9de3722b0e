import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { IcdSelect } from '@/shared/IcdSelect';
import { departmentsQuery, physiciansQuery } from '@/shared/lookups';
import type { Field } from '../fields';

interface FieldInputProps {
  field: Field;
  value: string;
  onChange: (value: string) => void;
  error?: React.ReactNode;
  /** Where the form finds this input again to put the focus into it. */
  path: string;
}

function PhysicianField({ label, value, onChange, error, path }: Omit<FieldInputProps, 'field'> & { label: string }) {
  const { t } = useTranslation();
  const physicians = useQuery(physiciansQuery);
  return (
    <Select
      label={label}
      data={physicians.data?.map((each) => ({ value: String(each.id), label: `${each.name} (${each.department_name})` })) ?? []}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      clearable
      nothingFoundMessage={physicians.isPending ? t('Loading…') : t('No physician of this name')}
      error={error}
      data-path={path}
    />
  );
}

function DepartmentField({ label, value, onChange, error, path }: Omit<FieldInputProps, 'field'> & { label: string }) {
  const { t } = useTranslation();
  const departments = useQuery(departmentsQuery);
  return (
    <Select
      label={label}
      description={t('Set by hand, it stays until the ICD-10 code is corrected.')}
      data={departments.data?.map((each) => ({ value: String(each.id), label: each.name })) ?? []}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      clearable
      nothingFoundMessage={departments.isPending ? t('Loading…') : t('No department of this name')}
      error={error}
      data-path={path}
    />
  );
}

/** The input that fits a field. Every one of them holds text. */
export function FieldInput({ field, value, onChange, error, path }: FieldInputProps) {
  const { t } = useTranslation();
  const label = t(field.label);
  const length = field.maxLength === undefined ? {} : { maxLength: field.maxLength };
  switch (field.kind) {
    case 'long':
      return (
        <Textarea label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} error={error} data-path={path} minRows={2} maxRows={18} {...length} />
      );
    case 'choice':
      return (
        <Select
          label={label}
          data={field.choices?.map((choice) => ({ value: choice.value, label: t(choice.label) })) ?? []}
          value={value === '' ? null : value}
          onChange={(next) => onChange(next ?? '')}
          clearable={field.name !== 'intent'}
          allowDeselect={field.name !== 'intent'}
          error={error}
          data-path={path}
        />
      );
    case 'icd':
      return <IcdSelect label={label} value={value} onChange={onChange} error={error} />;
    case 'codes':
      return (
        <TextInput
          label={label}
          description={t('With commas between')}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          data-path={path}
          {...length}
        />
      );
    case 'physician':
      return <PhysicianField label={label} value={value} onChange={onChange} error={error} path={path} />;
    case 'department':
      return <DepartmentField label={label} value={value} onChange={onChange} error={error} path={path} />;
    case 'moment':
      return <TextInput type="datetime-local" label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} error={error} data-path={path} />;
    case 'text':
      return <TextInput label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} error={error} data-path={path} {...length} />;
  }
}
