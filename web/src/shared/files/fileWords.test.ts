import { describe, expect, it } from 'vitest';
import { extensionOf, formatSize, lookOf } from './fileWords';

describe('words of files', () => {
  it('give sizes to choose by', () => {
    expect([0, 1, 812, 1023, 1024, 1536, 10_189, 10_240, 700_000, 1024 ** 2, 200 * 1024 ** 2, 3 * 1024 ** 4].map(formatSize)).toEqual([
      '0 bytes',
      '1 byte',
      '812 bytes',
      '1023 bytes',
      '1.0 kB',
      '1.5 kB',
      '10 kB',
      '10 kB',
      '684 kB',
      '1.0 MB',
      '200 MB',
      '3072 GB',
    ]);
  });

  it('find the ending of a name', () => {
    expect(['scan.pdf', 'a.tar.gz', '.hidden', 'noname', 'a.', 'x.verylongone', 'Peña 日本.JPG'].map(extensionOf)).toEqual(['PDF', 'GZ', '', '', '', '', 'JPG']);
  });

  it('tell how a file can be shown, whatever else stands with its type', () => {
    expect(['image/jpeg', 'application/pdf', 'text/csv; charset=utf-8', 'TEXT/PLAIN', 'image/svg+xml', 'text/html', ''].map(lookOf)).toEqual(['image', 'pdf', 'table', 'text', 'other', 'other', 'other']);
  });
});
