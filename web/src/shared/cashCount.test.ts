import { describe, expect, it } from 'vitest';
import { countsOf, piecesOf, unreadable, worthOf } from './cashCount';

describe('counting cash', () => {
  it('reads whole pieces, and none where nothing is typed', () => {
    expect(piecesOf(undefined)).toBe(0);
    expect(piecesOf(' 12 ')).toBe(12);
    expect(piecesOf('1,000')).toBe(1000);
    for (const wrong of ['-1', '1.5', 'x', '1000001', '1e3']) expect(piecesOf(wrong), wrong).toBeNull();
  });

  it('adds up notes and coins to the centavo', () => {
    expect(worthOf({})).toBe(0);
    expect(worthOf({ '1000': '3', '20': '4', c25: '3', c1: '2' })).toBe(3080_77);
    expect(worthOf({ '1000': 'x', '5': '1' })).toBe(5_00);
  });

  it('sends what is there, and names what cannot be read', () => {
    expect(countsOf({ '500': '2', '1': '0', c10: '7' })).toEqual({ '500': 2, c10: 7 });
    expect(unreadable({ '500': '2', '1': 'x', c5: '-1' })).toEqual(['1', 'c5']);
  });
});
