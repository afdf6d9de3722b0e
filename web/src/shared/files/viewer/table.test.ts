import { describe, expect, it } from 'vitest';
import { mostColumns, readTable } from './table';

describe('separated values', () => {
  it('are read by whatever separates them', () => {
    for (const separator of [',', ';', '\t']) {
      expect(readTable(`\uFEFFName${separator}Age\r\n"Peña, ""Jun"""${separator}7\r\n\r\n`, false)).toEqual({ head: ['Name', 'Age'], rows: [['Peña, "Jun"', '7']], columns: 2 });
    }
  });

  it('are filled up where a row is short', () => {
    expect(readTable('a,b,c\n1\n1,2,3,4\n', false)).toEqual({ head: ['a', 'b', 'c', ''], rows: [['1', '', '', ''], ['1', '2', '3', '4']], columns: 4 });
  });

  it('leave out the torn last row, and columns that nobody could read', () => {
    expect(readTable('a,b\n1,2\n3,', true).rows).toEqual([['1', '2']]);
    const wide = readTable(Array.from({ length: 500 }, (_, index) => `c${index}`).join(','), false);
    expect([wide.head.length, wide.columns]).toEqual([mostColumns, 500]);
    expect(readTable('', false)).toEqual({ head: [], rows: [], columns: 0 });
  });
});
