import { useTranslation } from 'react-i18next';
import { SectionCard } from '@/components/SectionCard';
import { AlbumDrafts } from '@/shared/files/AlbumDrafts';
import type { Uploads } from '@/shared/files/useUploads';
import type { LabTest } from '@/shared/lab/queries';
import { ResultFields, type ResultValues } from './ResultFields';
import classes from './Result.module.css';

interface WholeResultProps {
  /** The part of a @mantine/form form that holds the result. */
  form: {
    values: ResultValues;
    errors: Readonly<Record<string, React.ReactNode>>;
    setFieldValue: { (path: 'result_summary', value: string): void; (path: 'values', value: ResultValues['values']): void };
  };
  uploads: Uploads;
  busy: boolean;
  template: LabTest | null;
  autoFocus?: boolean;
}

/** A result and its files, which are sent together. */
export function WholeResult({ form, uploads, busy, template, autoFocus = false }: WholeResultProps) {
  const { t } = useTranslation();
  return (
    <>
      <SectionCard title={t('Result')}>
        <div className={classes.form}>
          <ResultFields
            values={form.values}
            errors={form.errors}
            onSummary={(summary) => form.setFieldValue('result_summary', summary)}
            onRows={(rows) => form.setFieldValue('values', rows)}
            template={template}
            required
            autoFocus={autoFocus}
          />
        </div>
      </SectionCard>
      <SectionCard title={t('Attachments')}>
        <AlbumDrafts uploads={uploads} disabled={busy} />
      </SectionCard>
    </>
  );
}
