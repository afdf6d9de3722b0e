import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { flagLooks } from '@/shared/lab/flags';
import type { Flag, LabTest } from '@/shared/lab/queries';
import { pasteCells, readCells } from './paste';
import { blankRow, type Cell, type ColumnName, columns, countUnfilled, isBlankRow, mostRows, nextCell, type Row, withTemplate } from './rows';
import classes from './ValuesGrid.module.css';

interface ValuesGridProps {
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  /** What is wrong, by form path: "values.3.value". */
  errors: Readonly<Record<string, React.ReactNode>>;
  /** The last result of the same test, to begin from. */
  template?: LabTest | null | undefined;
}

const flags: readonly Flag[] = ['', 'N', 'L', 'H', 'LL', 'HH', 'A'];

/** Untranslated; lengths are the server's. */
const headings: Record<ColumnName, { label: string; className: string | undefined; length: number; hint: string }> = {
  analyte: { label: 'Analyte', className: classes.analyte, length: 120, hint: 'Potassium' },
  value: { label: 'Value', className: classes.value, length: 120, hint: '4.1' },
  unit: { label: 'Unit', className: classes.unit, length: 40, hint: 'mmol/L' },
  reference_range: { label: 'Range', className: classes.range, length: 80, hint: '3.5-5.1' },
  flag_set: { label: 'Flag', className: classes.flag, length: 2, hint: '' },
};

interface CellProps {
  name: ColumnName;
  line: number;
  row: Row;
  /** What may stand in it, or on a narrow screen which column it is. */
  hint: string;
  error: React.ReactNode;
  onChange: (row: Row) => void;
}

function CellInput({ name, line, row, hint, error, onChange }: CellProps) {
  const { t } = useTranslation();
  const { label, length } = headings[name];
  const common = { 'aria-label': t('{{column}}, line {{line}}', { column: t(label), line: line + 1 }), 'data-path': `values.${line}.${name}`, error };
  if (name === 'flag_set') {
    return (
      <NativeSelect
        {...common}
        data={flags.map((flag) => ({ value: flag, label: flag === '' ? t('By the range') : t(flagLooks[flag].word) }))}
        value={row.flag_set}
        onChange={(event) => onChange({ ...row, flag_set: flags.find((flag) => flag === event.currentTarget.value) ?? '' })}
      />
    );
  }
  return (
    <TextInput
      {...common}
      autoComplete="off"
      spellCheck={false}
      maxLength={length}
      placeholder={hint}
      value={row[name]}
      onChange={(event) => onChange({ ...row, [name]: event.currentTarget.value })}
    />
  );
}

function cellOf(target: EventTarget): Cell | null {
  if (!(target instanceof HTMLElement)) return null;
  const [, row, name] = /^values\.(\d+)\.(\w+)$/.exec(target.dataset['path'] ?? '') ?? [];
  const column = columns.findIndex((each) => each === name);
  return row === undefined || column === -1 ? null : { row: Number(row), column };
}

/**
 * Measured values as an editable grid: Enter goes on, arrows go up and down, cells of a spreadsheet are pasted as they
 * are. An empty line stands ready at the end.
 */
export function ValuesGrid({ rows, onChange, errors, template = null }: ValuesGridProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  const table = useRef<HTMLTableElement>(null);
  const [left, setLeft] = useState(0);
  const last = rows.at(-1);
  const shown = rows.length < mostRows && (last === undefined || !isBlankRow(last)) ? [...rows, blankRow] : rows;
  const unfilled = countUnfilled(rows);
  const missing = template === null ? 0 : withTemplate(rows, template).length - rows.filter((row) => !isBlankRow(row)).length;

  const change = (index: number, row: Row): void => onChange(index < rows.length ? rows.map((each, at) => (at === index ? row : each)) : [...rows, row]);

  const go = ({ row, column }: Cell): void => {
    const name = columns[column];
    if (name !== undefined) table.current?.querySelector<HTMLElement>(`[data-path="values.${row}.${name}"]`)?.focus();
  };

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const at = cellOf(event.target);
    if (at === null || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      go(nextCell(rows, at));
    } else if (event.target instanceof HTMLInputElement && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      go({ ...at, row: at.row + (event.key === 'ArrowDown' ? 1 : -1) });
    }
  };

  const onPaste = (event: React.ClipboardEvent): void => {
    const at = cellOf(event.target);
    const cells = readCells(event.clipboardData.getData('text/plain'));
    if (at === null || cells === null) return;
    event.preventDefault();
    const pasted = pasteCells(rows, at, cells);
    onChange(pasted.rows);
    setLeft(pasted.left);
  };

  return (
    <div>
      <table ref={table} className={classes.grid} aria-label={t('Values')} onKeyDown={onKeyDown} onPaste={onPaste}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" className={headings[name].className}>
                {t(headings[name].label)}
              </th>
            ))}
            <th scope="col" className={classes.act}>
              <span className={classes.hidden}>{t('Remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {columns.map((name) => (
                <td key={name} data-column={name}>
                  <CellInput name={name} line={index} row={row} hint={narrow ? t(headings[name].label) : rows.length === 0 ? headings[name].hint : ''} error={errors[`values.${index}.${name}`]} onChange={(next) => change(index, next)} />
                </td>
              ))}
              <td data-column="act">
                {index < rows.length && (
                  <ActionIcon aria-label={t('Remove line {{line}}', { line: index + 1 })} onClick={() => onChange(rows.filter((_, at) => at !== index))}>
                    <IconX size={16} />
                  </ActionIcon>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <Notice tone="amber" alert>
          {t('{{count}} pasted lines did not fit: a result holds {{most}}.', { count: left, most: mostRows })}
        </Notice>
      )}
      <div className={classes.foot}>
        {template !== null && missing > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => onChange(withTemplate(rows, template))}>
            {t('Add the lines of the last result ({{count}})', { count: missing })}
          </Button>
        )}
        <span>{unfilled > 0 ? t('{{count}} lines without a value are left out.', { count: unfilled }) : t('Enter goes on. Cells of a spreadsheet can be pasted.')}</span>
      </div>
    </div>
  );
}
