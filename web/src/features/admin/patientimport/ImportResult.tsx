import { Anchor, Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { Notice } from '@/components/Notice';
import classes from './Import.module.css';
import type { Report } from './queries';

type Told = Report['problems'][number];

const kinds: Record<Told['kind'], string> = { refused: 'Refused', duplicate: 'Likely duplicate', 'already there': 'Already there' };

/** So many are listed on the page; the file has more. */
const mostListed = 100;

/** A cell of CSV, which no spreadsheet takes for a formula. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r']/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export const problemsAsCsv = (rows: readonly Told[]): string =>
  `\ufeff${[['line', 'kind', 'person', 'column', 'problem'], ...rows.map((row) => [String(row.line), row.kind, row.name, row.column, row.message])].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

function save(rows: readonly Told[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([problemsAsCsv(rows)], { type: 'text/csv' }));
  link.download = 'rows-not-imported.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What an import did, or would do, and each row that is left out, with the reason. */
export function ImportResult({ report }: { report: Report }) {
  const { t } = useTranslation();
  const columns: Column<Told>[] = [
    { key: 'line', header: t('Line'), width: '70px', cell: (row) => row.line },
    { key: 'name', header: t('Person'), width: '24%', primary: true, cell: (row) => row.name || '–' },
    { key: 'kind', header: t('What'), width: '140px', cell: (row) => t(kinds[row.kind]) },
    {
      key: 'message',
      header: t('Why'),
      cell: (row) => (
        <span>
          {row.column !== '' && <strong>{row.column} </strong>}
          {row.message}{' '}
          {row.patient_id !== undefined && (
            <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/patients/$patientId" params={{ patientId: String(row.patient_id) }} />}>
              {t('Open')}
            </Anchor>
          )}
        </span>
      ),
    },
  ];
  const counts = [
    { name: t('Rows'), count: report.rows },
    { name: report.dry_run ? t('Would be added') : t('Added'), count: report.added },
    { name: t('Already there'), count: report.already_there },
    { name: t('Likely duplicates'), count: report.duplicates },
    { name: t('Refused'), count: report.refused },
  ];
  return (
    <>
      <Notice alert tone={report.dry_run ? (report.refused > 0 ? 'amber' : 'blue') : 'green'} title={report.dry_run ? t('This was a trial; nobody is added yet') : t('{{count}} patients were added', { count: report.added })} />
      <dl className={classes.counts}>
        {counts.map((each) => (
          <div key={each.name}>
            <dt>{each.name}</dt>
            <dd>{each.count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {report.problems.length > 0 && (
        <>
          <DataTable label={t('Rows that are left out')} columns={columns} rows={report.problems.slice(0, mostListed)} rowKey={(row) => `${row.line} ${row.column} ${row.message}`} empty={null} />
          <div className={classes.row}>
            <Button variant="default" leftSection={<IconDownload size={16} stroke={1.7} />} onClick={() => save(report.problems)}>
              {t('Save the list as CSV')}
            </Button>
            {report.problems_total > mostListed && (
              <span className="soft">{t('{{shown}} of {{total}} shown, the first {{saved}} in the file', { shown: mostListed, total: report.problems_total, saved: report.problems.length })}</span>
            )}
          </div>
        </>
      )}
    </>
  );
}
