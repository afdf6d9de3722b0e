import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import type { StageProps } from './stage';
import { mostColumns, readTable } from './table';
import { TextFrame } from './TextFrame';
import { useText } from './useText';
import classes from './Viewer.module.css';

const page = 200;

/** Separated values as a table, some rows at a time. */
export function TableStage({ file }: StageProps) {
  const { t } = useTranslation();
  const found = useText(file);
  const [shown, setShown] = useState(page);
  const table = useMemo(() => (found.data === undefined ? null : readTable(found.data.text, found.data.cut)), [found.data]);
  return (
    <TextFrame found={found} hidden={Math.max(0, (table?.rows.length ?? 0) - shown)} onMore={() => setShown(shown + page)}>
      {table === null || table.head.length === 0 ? (
        <EmptyState title={t('This file has no rows in it')} />
      ) : (
        <table className={classes.table} aria-label={file.name} dir="auto">
          <thead>
            <tr>
              <th className={classes.rowNumber} scope="col" aria-label={t('Row')} />
              {table.head.map((cell, column) => (
                <th key={column} scope="col">
                  {cell}
                </th>
              ))}
              {table.columns > mostColumns && <th scope="col">{t('{{count}} more columns', { count: table.columns - mostColumns })}</th>}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, shown).map((row, index) => (
              <tr key={index}>
                <th className={classes.rowNumber} scope="row">
                  {index + 2}
                </th>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </TextFrame>
  );
}
