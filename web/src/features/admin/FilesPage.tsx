import { Checkbox, NumberInput, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import type { Kind } from '@/lib/saveRecord';
import { mediaSettingsQuery } from '@/shared/files/queries';
import classes from './admin.module.css';
import { changeMediaSettings, type MediaSettings, readMediaSettings } from './queries';
import { HistoryLink } from './record/HistoryLink';
import { RecordForm } from '@/shared/record/RecordForm';

/** While it is typed a number may be no number yet. */
interface Values {
  max_file_mb: number | string;
  max_files: number | string;
  max_megapixels: number | string;
  types: string[];
}

type Limit = Exclude<keyof Values, 'types'>;

/** What the server takes at most. */
const highest: Record<Limit, number> = { max_file_mb: 2000, max_files: 500, max_megapixels: 500 };

/** Names of the kinds that are known; another one is shown by its letters. */
const typeNames: Readonly<Record<string, string>> = {
  jpg: 'JPEG pictures',
  png: 'PNG pictures',
  webp: 'WebP pictures',
  gif: 'GIF pictures',
  pdf: 'PDF documents',
  docx: 'Word documents',
  xlsx: 'Excel workbooks',
  csv: 'Tables as text (CSV)',
  txt: 'Plain text',
  dcm: 'DICOM pictures',
};

function typeWords(t: TFunction, type: string): string {
  const name = typeNames[type];
  return name === undefined ? type.toUpperCase() : t(name);
}

function useSettingsKind(): Kind<MediaSettings, Values> {
  const { t } = useTranslation();
  return {
    entity: 'media-settings',
    fields: ['max_file_mb', 'max_files', 'max_megapixels', 'types'],
    labels: {
      max_file_mb: t('Largest file, in megabytes'),
      max_files: t('Files in an album, at most'),
      max_megapixels: t('Largest picture, in megapixels'),
      types: t('Kinds of files'),
    },
    valuesOf: ({ max_file_mb, max_files, max_megapixels, types }) => ({ max_file_mb, max_files, max_megapixels, types }),
    words: (field, values) => (field === 'types' ? values.types.map((type) => typeWords(t, type)).join(', ') : String(values[field])),
    read: readMediaSettings,
    change: ({ version }, { types, ...limits }) => {
      const numbers = Object.fromEntries(Object.entries(limits).map(([field, value]) => [field, Number(value)]));
      return changeMediaSettings({ ...numbers, ...(types === undefined ? {} : { types }), version });
    },
  };
}

/** How large and how many files may be, and of which kinds. */
export function FilesForm({ record, onDone }: { record: MediaSettings; onDone: (saved: MediaSettings) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useSettingsKind();
  const limit = (field: Limit) => (value: number | string) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest[field] ? null : t('Enter a whole number from 1 to {{highest}}', { highest: highest[field] });
  const form = useForm<Values>({
    initialValues: kind.valuesOf(record),
    validate: {
      max_file_mb: limit('max_file_mb'),
      max_files: limit('max_files'),
      max_megapixels: limit('max_megapixels'),
      types: (value) => (value.length === 0 ? t('Choose at least one kind') : null),
    },
  });
  const number = { allowDecimal: false, allowNegative: false, clampBehavior: 'none', required: true, maw: 360 } as const;
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The settings of files')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('media-settings:write')}
    >
      <NumberInput {...number} label={kind.labels.max_file_mb} description={t('A larger file is refused before it is sent.')} {...form.getInputProps('max_file_mb')} />
      <NumberInput {...number} label={kind.labels.max_files} {...form.getInputProps('max_files')} />
      <NumberInput
        {...number}
        label={kind.labels.max_megapixels}
        description={t('A picture with more dots than this can bring a computer to a stop. Phones take 12 to 50.')}
        {...form.getInputProps('max_megapixels')}
      />
      <Checkbox.Group label={kind.labels.types} description={t('Decided by what is in a file, not by its name. Files that are here already stay.')} required {...form.getInputProps('types')}>
        <div className={classes.types}>
          {record.known_types.map((type) => (
            <Checkbox key={type} value={type} label={typeWords(t, type)} />
          ))}
        </div>
      </Checkbox.Group>
    </RecordForm>
  );
}

function Editor({ settings }: { settings: MediaSettings }) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState({ settings, times: 0 });
  return (
    <FilesForm
      key={opened.times}
      record={opened.settings}
      onDone={(saved) => {
        queryClient.setQueryData(mediaSettingsQuery.queryKey, saved);
        setOpened({ settings: saved, times: opened.times + 1 });
      }}
    />
  );
}

export function FilesPage() {
  const { t } = useTranslation();
  const found = useQuery(mediaSettingsQuery);
  const settings = found.data;
  return (
    <>
      <PageHeader title={t('Files')}>{t('Which files can be added to laboratory results')}</PageHeader>
      {settings === undefined && found.isError ? (
        <ErrorState error={found.error} onRetry={found.refetch} />
      ) : (
        <SectionCard title={t('What is taken')} actions={<HistoryLink entity="media-settings" />}>{settings === undefined ? <Skeleton height={420} /> : <Editor settings={settings} />}</SectionCard>
      )}
    </>
  );
}
