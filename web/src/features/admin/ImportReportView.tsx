import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import classes from './Import.module.css';
import type { ImportReport } from './queries';

/** So many refused rows are listed; who has more mends these first. */
const mostListed = 200;

/** What an import did, or would do, and every row that it refuses, with the reason. */
export function ImportReportView({ report, fileName }: { report: ImportReport; fileName: string }) {
  const { t } = useTranslation();
  const { refused } = report;
  const counts = [
    { name: report.dry_run ? t('Would be added') : t('Added'), count: report.added },
    { name: report.dry_run ? t('Would be changed') : t('Changed'), count: report.changed },
    { name: t('As they are already'), count: report.unchanged },
    { name: t('Refused'), count: refused.length },
  ];
  const sentence = (): string => {
    if (report.dry_run) return t('{{name}} was read; nothing is changed yet', { name: fileName });
    return report.added + report.changed === 0 ? t('Nothing was changed') : t('{{name}} was taken over', { name: fileName });
  };
  return (
    <>
      <Notice alert tone={refused.length > 0 ? 'amber' : report.dry_run ? 'blue' : 'green'} title={sentence()}>
        {refused.length > 0 ? t('Refused rows are left out. Mend them in the file and choose it again; what is taken over already stays as it is.') : undefined}
      </Notice>
      <dl className={classes.counts}>
        {counts.map((each) => (
          <div key={each.name}>
            <dt>{each.name}</dt>
            <dd>{each.count}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && (
        <table className={classes.refused} aria-label={t('Refused rows')}>
          <thead>
            <tr>
              <th scope="col">{t('Line')}</th>
              <th scope="col">{t('Row')}</th>
              <th scope="col">{t('Why')}</th>
            </tr>
          </thead>
          <tbody>
            {refused.slice(0, mostListed).map((each, index) => (
              // One line may be refused for several columns.
              <tr key={index}>
                <td>{each.line}</td>
                <td>{each.row === '' ? '–' : each.row}</td>
                <td>
                  {each.column !== '' && <strong>{each.column} </strong>}
                  {each.message}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refused.length > mostListed && <p className="soft">{t('and {{count}} more', { count: refused.length - mostListed })}</p>}
    </>
  );
}
