import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { fieldWords } from '@/shared/RecordHistory';
import type { Preview } from './queries';

type ColumnOfFile = Preview['columns'][number] & { index: number };

const special: Record<string, string> = {
  old_number: 'Number in the old system',
  age_when_unknown: 'Age, when the birth date is unknown',
  has_philhealth: 'PhilHealth member (yes or no)',
  philhealth_number: 'PhilHealth number',
  philhealth_membership: 'PhilHealth membership',
  has_hmo: 'Has an HMO (yes or no)',
  hmo_name: 'HMO name',
  hmo_number: 'HMO number',
  senior_id: 'Senior citizen ID',
  pwd_id: 'PWD ID',
  archived: 'Archived (yes or no)',
};
export const importFieldWords = (name: string): string => special[name] ?? fieldWords(name);

/** For each column of the file the field that it is; a field that another column has cannot be chosen. */
export function MappingTable({ preview, mapping, onChange }: { preview: Preview; mapping: string[]; onChange: (mapping: string[]) => void }) {
  const { t } = useTranslation();
  const columns: Column<ColumnOfFile>[] = [
    { key: 'name', header: t('Column of the file'), primary: true, width: '28%', cell: (column) => column.name || t('Column {{count}}', { count: column.index + 1 }) },
    { key: 'samples', header: t('First cells'), cell: (column) => <span className="soft">{column.samples.join(' · ') || '–'}</span> },
    {
      key: 'field',
      header: t('Field of the patient'),
      width: '300px',
      cell: (column) => (
        <NativeSelect
          size="xs"
          aria-label={t('Field for {{name}}', { name: column.name || column.index + 1 })}
          value={mapping[column.index] ?? ''}
          onChange={(event) => onChange(mapping.map((field, index) => (index === column.index ? event.currentTarget.value : field)))}
          data={[
            { value: '', label: t('Leave out') },
            ...preview.fields.map((field) => ({
              value: field.name,
              label: t(importFieldWords(field.name)) + (field.required ? ' *' : ''),
              disabled: mapping.some((taken, index) => taken === field.name && index !== column.index),
            })),
          ]}
        />
      ),
    },
  ];
  return <DataTable label={t('Columns of the file')} columns={columns} rows={preview.columns.map((column, index) => ({ ...column, index }))} rowKey={(column) => column.index} empty={null} />;
}
