import type { Flag } from '@/shared/lab/queries';
import { blankRow, type Cell, columns, isBlankRow, mostRows, type Row } from './rows';

/** Cells of a spreadsheet as the clipboard carries them; null when the text is one cell and belongs into the field. */
export function readCells(text: string): string[][] | null {
  const lines: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    lines.at(-1)?.push(cell.trim());
    cell = '';
  };
  const source = text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  for (let at = 0; at < source.length; at += 1) {
    const sign = source.charAt(at);
    if (quoted && sign === '"' && source[at + 1] === '"') {
      cell += sign;
      at += 1;
    } else if (sign === '"' && (quoted || cell === '')) {
      quoted = !quoted;
    } else if (!quoted && sign === '\t') {
      endCell();
    } else if (!quoted && sign === '\n') {
      endCell();
      lines.push([]);
    } else {
      cell += sign === '\n' ? ' ' : sign;
    }
  }
  endCell();
  const cells = lines.filter((line) => line.some((each) => each !== ''));
  return cells.length > 1 || (cells[0]?.length ?? 0) > 1 ? cells : null;
}

const flagsByWord: Readonly<Record<string, Flag>> = {
  n: 'N',
  normal: 'N',
  l: 'L',
  low: 'L',
  h: 'H',
  high: 'H',
  ll: 'LL',
  'critically low': 'LL',
  hh: 'HH',
  'critically high': 'HH',
  a: 'A',
  abnormal: 'A',
};

function isHeading(line: readonly string[]): boolean {
  return line.some((cell) => /^(value|result)s?$/i.test(cell));
}

function put(row: Row, column: number, text: string): Row {
  const name = columns[column];
  if (name === undefined) return row;
  if (name === 'flag_set') return { ...row, flag_set: flagsByWord[text.toLowerCase()] ?? '' };
  return { ...row, [name]: text };
}

/** Lays pasted cells over the grid from one cell on; a line of headings is left out. `left` lines did not fit. */
export function pasteCells(rows: readonly Row[], at: Cell, cells: readonly string[][]): { rows: Row[]; left: number } {
  const first = cells[0];
  const lines = first !== undefined && isHeading(first) ? cells.slice(1) : cells;
  const fitting = lines.slice(0, mostRows - at.row);
  const filled = [...rows];
  fitting.forEach((line, index) => {
    const place = at.row + index;
    while (filled.length <= place) filled.push(blankRow);
    filled[place] = line.reduce((row, text, step) => put(row, at.column + step, text), filled[place] ?? blankRow);
  });
  return { rows: filled.filter((row, index) => index < at.row || !isBlankRow(row)), left: lines.length - fitting.length };
}
