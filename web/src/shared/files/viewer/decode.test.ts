import { describe, expect, it } from 'vitest';
import { decodeText } from './decode';

const latin = new Uint8Array([0x50, 0x65, 0xf1, 0x61]);
const utf8 = new TextEncoder().encode('Peña 🩻');

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), little);
  return bytes;
}

describe('a text', () => {
  it('is read in the encoding that the server found', () => {
    expect(decodeText(latin, 'text/plain; charset=windows-1252')).toBe('Peña');
    expect(decodeText(utf8, 'text/csv; charset="utf-8"')).toBe('Peña 🩻');
    expect(decodeText(latin, 'text/plain; charset=klingon'), 'an encoding nobody knows').toBe('Peña');
  });

  it('is recognised when the server says nothing', () => {
    expect(decodeText(utf8, 'text/plain')).toBe('Peña 🩻');
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]), 'text/plain')).toBe('Peña 🩻');
    expect(decodeText(latin, 'text/plain')).toBe('Peña');
    expect(decodeText(new Uint8Array([0xff, 0xfe, ...utf16('Peña', true)]), 'text/plain')).toBe('Peña');
    expect(decodeText(new Uint8Array([0xfe, 0xff, ...utf16('Peña', false)]), 'text/plain')).toBe('Peña');
    expect(decodeText(utf16('a,b\n1,2\n', true), 'text/plain')).toBe('a,b\n1,2\n');
    expect(decodeText(utf16('a,b\n1,2\n', false), 'text/plain')).toBe('a,b\n1,2\n');
    expect(decodeText(new Uint8Array(), 'text/plain')).toBe('');
  });

  it('that is cut in the middle of a letter leaves that letter out', () => {
    const cut = utf8.slice(0, -2);
    expect(decodeText(cut, 'text/plain', true)).toBe('Peña ');
    expect(decodeText(cut, 'text/plain; charset=utf-8', true)).toBe('Peña ');
  });
});
