import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/permissions';
import { prefixProblem } from './icdPrefix';
import { changeMapping, createMapping, deleteMapping, type Department, type Mapping, readMapping } from './queries';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';

interface MappingValues {
  icd_code: string;
  /** The department's id as text, '' for none chosen. */
  department_id: string;
  description: string;
}

interface MappingFormProps {
  record: Mapping | null;
  departments: readonly Department[];
  onDone: () => void;
  onCancel: () => void;
}

function useMappingKind(departments: readonly Department[]): Kind<Mapping, MappingValues> {
  const { t } = useTranslation();
  return {
    entity: 'icd_mapping',
    fields: ['icd_code', 'department_id', 'description'],
    labels: { icd_code: t('Code'), department_id: t('Department'), description: t('Description') },
    valuesOf: ({ icd_code, department_id, description }) => ({ icd_code, department_id: String(department_id), description }),
    words: (field, values) =>
      field === 'department_id' ? (departments.find((each) => String(each.id) === values.department_id)?.name ?? '–') : values[field] || '–',
    create: ({ department_id, ...rest }, headers) => createMapping({ ...rest, department_id: Number(department_id) }, headers),
    read: ({ id }) => readMapping(id),
    change: ({ id, version }, { department_id, ...rest }) =>
      changeMapping(id, { ...rest, ...(department_id === undefined ? {} : { department_id: Number(department_id) }), version }),
  };
}

/** Which department takes the codes that begin so. */
export function MappingForm({ record, departments, onDone, onCancel }: MappingFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useMappingKind(departments);
  const form = useForm<MappingValues>({
    initialValues: record === null ? { icd_code: '', department_id: '', description: '' } : kind.valuesOf(record),
    validate: {
      icd_code: (value) => prefixProblem(t, value),
      department_id: (value) => (value === '' ? t('Choose a department') : null),
    },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(mapping) => t('Mapping of {{code}}', { code: mapping.icd_code })}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('icd-mapping:write')}
      removal={
        record === null
          ? undefined
          : {
              question: t('Codes that begin with {{code}} then go by a shorter mapping, or to the default department. Present cases keep their department.', {
                code: record.icd_code,
              }),
              whenInUse: t('Load the page again and look what refers to it.'),
              run: () => deleteMapping(record.id),
            }
      }
    >
      <TextInput
        label={t('Code or beginning of a code')}
        description={t('I50.9 is one code, I50 a group of codes, I the whole chapter. The longest that fits decides.')}
        required
        maxLength={10}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        {...form.getInputProps('icd_code')}
      />
      <Select
        label={t('Department')}
        required
        searchable
        data={departments.map((each) => ({ value: String(each.id), label: each.name }))}
        value={form.values.department_id === '' ? null : form.values.department_id}
        onChange={(id) => form.setFieldValue('department_id', id ?? '')}
        error={form.errors['department_id']}
        nothingFoundMessage={t('No department is called so')}
      />
      <TextInput label={t('Description')} description={t('For those who keep this list, such as “Diseases of the heart”.')} maxLength={300} {...form.getInputProps('description')} />
    </RecordForm>
  );
}
