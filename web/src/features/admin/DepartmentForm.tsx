import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { useCan } from '@/lib/permissions';
import { changeDepartment, createDepartment, type Department, deleteDepartment, type DepartmentWrite, readDepartment } from './queries';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';

interface DepartmentFormProps {
  record: Department | null;
  onDone: () => void;
  onCancel: () => void;
}

function useDepartmentKind(): Kind<Department, DepartmentWrite> {
  const { t } = useTranslation();
  return {
    entity: 'department',
    fields: ['name', 'description', 'is_default'],
    labels: { name: t('Name'), description: t('Description'), is_default: t('Default department') },
    valuesOf: ({ name, description, is_default }) => ({ name, description, is_default }),
    words: (field, values) => (field === 'is_default' ? (values.is_default ? t('yes') : t('no')) : values[field] || '–'),
    create: createDepartment,
    read: ({ id }) => readDepartment(id),
    change: ({ id, version }, changed) => changeDepartment(id, { ...changed, version }),
  };
}

/** A department's name and what it is for. */
export function DepartmentForm({ record, onDone, onCancel }: DepartmentFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useDepartmentKind();
  const wasDefault = record?.is_default === true;
  const form = useForm<DepartmentWrite>({
    initialValues: record === null ? { name: '', description: '', is_default: false } : kind.valuesOf(record),
    validate: { name: (value) => (value.trim() === '' ? t('Enter the department’s name') : null) },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(department) => department.name}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('department:write')}
      removal={
        record === null || wasDefault
          ? undefined
          : {
              question: t('Only a department that nothing refers to can be deleted: no physician, case or ICD mapping.'),
              whenInUse: t('Move its users and ICD mappings to another department first. A department that has cases stays, so that their record stays whole.'),
              run: () => deleteDepartment(record.id),
            }
      }
    >
      <TextInput label={t('Name')} required maxLength={120} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <Textarea label={t('Description')} maxLength={1000} {...form.getInputProps('description')} />
      <Checkbox
        label={t('Default department')}
        description={t('Takes the cases whose ICD-10 code is mapped to no other.')}
        disabled={wasDefault}
        {...form.getInputProps('is_default', { type: 'checkbox' })}
      />
      {wasDefault ? (
        <Notice tone="blue">{t('To make another department the default, open that one and mark it. This one cannot be deleted before.')}</Notice>
      ) : (
        form.values.is_default && <Notice tone="blue">{t('It takes over from the present default department when you save.')}</Notice>
      )}
    </RecordForm>
  );
}
