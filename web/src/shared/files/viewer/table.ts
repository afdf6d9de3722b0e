import Papa from 'papaparse';

export interface Table {
  head: string[];
  rows: string[][];
  /** Columns of the widest row; more than `head` has when only some are shown. */
  columns: number;
}

/** So many columns are shown: a sheet wider than this is read in a spreadsheet. */
export const mostColumns = 60;

/** Reads separated values; the separator is found out. The first row is the head. When the text is cut, its torn last row is left out. */
export function readTable(text: string, cut: boolean): Table {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const rows = cut ? data.slice(0, -1) : data;
  const columns = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const [head = [], ...rest] = rows.map((row) => Array.from({ length: Math.min(columns, mostColumns) }, (_, index) => row[index] ?? ''));
  return { head, rows: rest, columns };
}
