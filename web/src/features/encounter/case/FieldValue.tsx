import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatExact } from '@/lib/time';
import { icdCodeQuery } from '@/shared/lookups';
import type { Field } from '../fields';
import type { Encounter } from '../queries';
import classes from './Section.module.css';

function IcdValue({ code }: { code: string }) {
  const title = useQuery(icdCodeQuery(code)).data?.title ?? '';
  return (
    <>
      <span className={classes.icd}>{code}</span> {title}
    </>
  );
}

const sources: Record<Encounter['department_source'], string> = {
  mapping: 'by the ICD-10 code',
  physician: "the physician's",
  hand: 'set by hand',
  '': '',
};

function Written({ field, encounter }: { field: Field; encounter: Encounter }) {
  const { t } = useTranslation();
  const value = encounter[field.name];
  switch (field.kind) {
    case 'physician':
      return encounter.attending_physician_name;
    case 'department':
      return (
        <>
          {encounter.department_name} {encounter.department_source !== '' && <span className="soft">{t(sources[encounter.department_source])}</span>}
        </>
      );
    case 'moment':
      return typeof value === 'string' ? (
        <time dateTime={value} title={formatExact(value)}>
          {formatDateTime(value)}
        </time>
      ) : null;
    case 'icd':
      return <IcdValue code={String(value)} />;
    case 'choice':
      return t(String(value));
    default:
      return String(value);
  }
}

/** What is written in a field, or in quiet words that nothing is. */
export function FieldValue({ field, encounter }: { field: Field; encounter: Encounter }) {
  const { t } = useTranslation();
  const value = encounter[field.name];
  if (value === null || value === undefined || value === '') return <span className={classes.nothing}>{t('Not recorded')}</span>;
  return <Written field={field} encounter={encounter} />;
}
