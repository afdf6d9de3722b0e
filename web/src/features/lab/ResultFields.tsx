import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LabTest } from '@/shared/lab/queries';
import type { Row } from './rows';
import classes from './Result.module.css';
import { ValuesGrid } from './ValuesGrid';

/** What a result says, as it is typed. */
export interface ResultValues {
  result_summary: string;
  values: Row[];
}

interface ResultFieldsProps {
  values: ResultValues;
  errors: Readonly<Record<string, React.ReactNode>>;
  onSummary: (summary: string) => void;
  onRows: (rows: Row[]) => void;
  template: LabTest | null | undefined;
  /** A test that is done says something. */
  required: boolean;
  autoFocus?: boolean;
}

const longestSummary = 20_000;

/** The result in words, and its values. */
export function ResultFields({ values, errors, onSummary, onRows, template, required, autoFocus = false }: ResultFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        label={t('Result in words')}
        required={required}
        minRows={3}
        maxRows={20}
        maxLength={longestSummary}
        data-path="result_summary"
        data-autofocus={autoFocus || undefined}
        value={values.result_summary}
        error={errors['result_summary']}
        onChange={(event) => onSummary(event.currentTarget.value)}
      />
      <div role="group" aria-label={t('Values')}>
        <div className={classes.label}>{t('Values')}</div>
        {errors['values'] !== undefined && <div className={classes.error}>{errors['values']}</div>}
        <ValuesGrid rows={values.values} onChange={onRows} errors={errors} template={template} />
      </div>
    </>
  );
}
