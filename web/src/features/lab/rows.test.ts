import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { pasteCells, readCells } from './paste';
import { blankRow, checkRows, countUnfilled, filledRows, mostRows, nextCell, placeRows, type Row, withTemplate } from './rows';

const potassium: Row = { ...blankRow, analyte: 'Potassium', unit: 'mmol/L', reference_range: '3.5-5.1' };
const sodium: Row = { ...blankRow, analyte: 'Sodium', unit: 'mmol/L', reference_range: '136-145' };
const test = {
  name: 'Electrolytes',
  service_id: null,
  service_name: '',
  analytes: [potassium, sodium].map(({ analyte, unit, reference_range }) => ({ analyte, unit, reference_range })),
};

describe('lines of a result', () => {
  it('begin from the last result of the same test, and keep what is typed', () => {
    expect(withTemplate([], test)).toEqual([potassium, sodium]);
    const typed = { ...blankRow, analyte: ' sodium', value: '140' };
    expect(withTemplate([typed, blankRow], test)).toEqual([typed, potassium]);
  });

  it('are saved when they have a value; refusals find the line in the grid', () => {
    const rows = [potassium, blankRow, { ...sodium, value: ' 140 ' }];
    const { rows: sent, places } = filledRows(rows);
    expect(sent).toEqual([{ ...sodium, value: '140' }]);
    expect(countUnfilled(rows)).toBe(1);
    const refused = new Problem(422, 'Check the values.', { fields: [{ location: 'body.values[0].value', message: 'is too long' }] });
    expect(placeRows(refused, places).fieldErrors()).toEqual({ 'values.2.value': 'is too long' });
  });

  it('name what was measured', () => {
    expect(checkRows([{ ...blankRow, value: '5' }, potassium])).toEqual({ 'values.0.analyte': 'Name what was measured' });
  });
});

describe('Enter in the grid', () => {
  it('goes down the values of a template', () => {
    expect(nextCell([potassium, sodium], { row: 0, column: 1 })).toEqual({ row: 1, column: 1 });
    expect(nextCell([potassium, { ...sodium, value: '140' }], { row: 1, column: 1 })).toEqual({ row: 2, column: 0 });
  });

  it('goes through the empty cells of a new line, then to the next', () => {
    const row = { ...blankRow, analyte: 'Glucose' };
    expect(nextCell([row], { row: 0, column: 0 })).toEqual({ row: 0, column: 1 });
    expect(nextCell([{ ...row, value: '5.1' }], { row: 0, column: 1 })).toEqual({ row: 0, column: 2 });
    expect(nextCell([{ ...row, value: '5.1', unit: 'mmol/L' }], { row: 0, column: 3 })).toEqual({ row: 1, column: 0 });
  });
});

describe('pasting from a spreadsheet', () => {
  it('leaves a single cell to the field', () => {
    expect(readCells('4.1')).toBeNull();
    expect(readCells('4.1\n')).toBeNull();
  });

  it('reads rows, quoted cells and line ends of every kind', () => {
    expect(readCells('Potassium\t4.1\r\nSodium\t140\r\n')).toEqual([['Potassium', '4.1'], ['Sodium', '140']]);
    expect(readCells('"Red ""blood""\ncells"\t4.5')).toEqual([['Red "blood" cells', '4.5']]);
  });

  it('fills lines from the cell on, without the headings, and adds what is missing', () => {
    const cells = [['Test', 'Result', 'Unit', 'Range', 'Flag'], ['Potassium', '5.9', 'mmol/L', '3.5-5.1', 'High'], ['Sodium', '140', 'mmol/L', '136-145', '']];
    expect(pasteCells([], { row: 0, column: 0 }, cells).rows).toEqual([
      { ...potassium, value: '5.9', flag_set: 'H' },
      { ...sodium, value: '140' },
    ]);
  });

  it('fills the values of a template with one column', () => {
    expect(pasteCells([potassium, sodium], { row: 0, column: 1 }, [['4.1'], ['140']]).rows.map((row) => row.value)).toEqual(['4.1', '140']);
  });

  it('says how many lines did not fit', () => {
    const cells = Array.from({ length: mostRows + 3 }, (_, index) => [`Analyte ${index}`, '1']);
    const { rows, left } = pasteCells([], { row: 0, column: 0 }, cells);
    expect(rows).toHaveLength(mostRows);
    expect(left).toBe(3);
  });
});
