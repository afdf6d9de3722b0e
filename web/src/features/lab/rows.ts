import { Problem } from '@/api/problem';
import type { components } from '@/api/schema';
import type { Flag, Lab, LabTest } from '@/shared/lab/queries';

export type ValueInput = components['schemas']['ValueInput'];

/** One line of the grid, as it is typed. */
export interface Row {
  analyte: string;
  value: string;
  unit: string;
  reference_range: string;
  flag_set: Flag;
}

export type ColumnName = keyof Row;
export const columns = ['analyte', 'value', 'unit', 'reference_range', 'flag_set'] as const satisfies readonly ColumnName[];

/** As many as one result may have. */
export const mostRows = 200;

export const blankRow: Row = { analyte: '', value: '', unit: '', reference_range: '', flag_set: '' };

export function isBlankRow(row: Row): boolean {
  return columns.every((column) => row[column].trim() === '');
}

export function rowsOf(values: Lab['values']): Row[] {
  return values.map(({ analyte, value, unit, reference_range, flag_set }) => ({ analyte, value, unit, reference_range, flag_set }));
}

/** Lines with what was measured last time, waiting for their values. */
export function templateRows(test: LabTest): Row[] {
  return test.analytes.map(({ analyte, unit, reference_range }) => ({ ...blankRow, analyte, unit, reference_range }));
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Adds the lines of the last result that are not there yet; what was typed stays. */
export function withTemplate(rows: readonly Row[], test: LabTest): Row[] {
  const kept = rows.filter((row) => !isBlankRow(row));
  const added = templateRows(test).filter((row) => !kept.some((each) => sameName(each.analyte, row.analyte)));
  return [...kept, ...added].slice(0, mostRows);
}

function trimmed(row: Row): Row {
  return {
    analyte: row.analyte.trim(),
    value: row.value.trim(),
    unit: row.unit.trim(),
    reference_range: row.reference_range.trim(),
    flag_set: row.flag_set,
  };
}

/** The lines that are saved, and which lines of the grid they are: one without a value says nothing and is left out. */
export function filledRows(rows: readonly Row[]): { rows: Row[]; places: number[] } {
  const places = rows.flatMap((row, index) => (row.value.trim() === '' ? [] : [index]));
  return { rows: places.map((index) => trimmed(rows[index] ?? blankRow)), places };
}

/** How many lines name something that was not measured. */
export function countUnfilled(rows: readonly Row[]): number {
  return rows.filter((row) => row.value.trim() === '' && !isBlankRow(row)).length;
}

/** What is wrong with the lines, by form path; untranslated. */
export function checkRows(rows: readonly Row[]): Record<string, string> {
  return Object.fromEntries(
    rows.flatMap((row, index) => (row.value.trim() !== '' && row.analyte.trim() === '' ? [[`values.${index}.analyte`, 'Name what was measured'] as const] : [])),
  );
}

const lineOf = /^body\.values\[(\d+)\]/;

/** The server counts the lines that were sent; here they are counted as they stand in the grid. */
export function placeRows(problem: Problem, places: readonly number[]): Problem {
  const fields = problem.fields.map((field) => ({
    ...field,
    location: field.location.replace(lineOf, (whole, line: string) => {
      const place = places[Number(line)];
      return place === undefined ? whole : `body.values[${place}]`;
    }),
  }));
  return new Problem(problem.status, problem.message, { fields, requestId: problem.requestId, retryAfterSeconds: problem.retryAfterSeconds, body: problem.body });
}

/** One line in words: "Potassium 5.9 mmol/L (3.5-5.1)". */
export function rowWords(row: Row): string {
  const range = row.reference_range === '' ? '' : `(${row.reference_range})`;
  return [row.analyte, row.value, row.unit, range, row.flag_set].filter((part) => part !== '').join(' ');
}

export interface Cell {
  row: number;
  column: number;
}

const valueColumn = columns.indexOf('value');
const flagColumn = columns.indexOf('flag_set');

/** Where Enter goes on: down the values while the next line is named, else through what is empty, then to the next line. */
export function nextCell(rows: readonly Row[], { row, column }: Cell): Cell {
  const next = rows[row + 1];
  if (column === valueColumn && next !== undefined && next.analyte.trim() !== '') return { row: row + 1, column: valueColumn };
  const line = rows[row] ?? blankRow;
  const empty = columns.findIndex((name, index) => index > column && index < flagColumn && line[name].trim() === '');
  if (empty !== -1 && !isBlankRow(line)) return { row, column: empty };
  return { row: row + 1, column: next !== undefined && next.analyte.trim() !== '' ? valueColumn : 0 };
}
