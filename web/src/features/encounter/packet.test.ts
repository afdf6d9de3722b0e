import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { madeFile } from './made';
import { chosenFiles, moved, saidOf, withFiles } from './packet';

const xray = madeFile(1, 'xray.png');
const report = madeFile(2, 'report.pdf', { content_type: 'application/pdf' });
const sheet = madeFile(3, 'values.csv', { content_type: 'text/csv' });

describe('the files of a packet', () => {
  it('are pictures and PDFs; a new one comes to those already put in order', () => {
    const first = withFiles([], [xray, sheet]);
    expect(first).toEqual([{ file: xray, chosen: false }]);
    const chosen = first.map((each) => ({ ...each, chosen: true }));
    expect(withFiles(chosen, [report, xray])).toEqual([{ file: xray, chosen: true }, { file: report, chosen: false }]);
    expect(withFiles(chosen, [report]), 'deleted meanwhile').toEqual([{ file: report, chosen: false }]);
  });

  it('are moved within the list and go along in its order', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
    expect(chosenFiles([{ file: report, chosen: true }, { file: xray, chosen: false }])).toEqual([report]);
  });

  it('are named when the server refuses one', () => {
    const problem = new Problem(422, 'A file cannot go along.', { fields: [{ location: 'body.file_ids[1]', message: 'is damaged' }] });
    expect(saidOf(problem, [xray, report])).toEqual({ 2: 'is damaged' });
    expect(saidOf(null, [xray])).toEqual({});
  });
});
