import { describe, expect, it } from 'vitest';
import { readBand } from './range';
import { draw, type Point, tick, trendOf } from './trend';

function point(day: number, number: number, range = '3.5-5.1'): Point {
  return { lab_id: day, lab_code: 'ABCDEFGH', dated_at: `2025-06-${String(day).padStart(2, '0')}T00:00:00.000Z`, value: String(number), number, reference_range: range, flag: '' };
}
const size = { width: 120, height: 60, left: 10, right: 10, top: 5, bottom: 5 };

describe('a reference range', () => {
  it('is read when it is numbers', () => {
    expect(readBand('3.5-5.1')).toEqual({ low: 3.5, high: 5.1 });
    expect(readBand(' 4,000 – 10,000 ')).toEqual({ low: 4000, high: 10000 });
    expect(readBand('-2 to 2')).toEqual({ low: -2, high: 2 });
    expect(readBand('<5')).toEqual({ low: null, high: 5 });
    expect(readBand('>= 40')).toEqual({ low: 40, high: null });
  });

  it('is words otherwise', () => {
    for (const words of ['', 'Negative', '5-3', '3.5-', 'M 4-6, F 3-5', '1/80']) expect(readBand(words), words).toBeNull();
  });
});

describe('a trend', () => {
  it('is found by analyte and unit, however they are written', () => {
    const trends = [{ analyte: 'Potassium', unit: 'mmol/L', points: [point(1, 4)] }];
    expect(trendOf(trends, 'potassium ', 'mmol/l')).toBe(trends[0]);
    expect(trendOf(trends, 'Potassium', 'mg/dL')).toBeUndefined();
    expect(trendOf(undefined, 'Potassium', '')).toBeUndefined();
  });

  it('puts time to the right and values upward, inside the drawing', () => {
    const { points } = draw([point(1, 3), point(2, 6), point(5, 4)], size);
    expect(points.map(({ x }) => x)).toEqual([10, 35, 110]);
    const ys = points.map(({ y }) => y);
    expect(ys[1]).toBeLessThan(ys[2] ?? 0);
    expect(ys[2]).toBeLessThan(ys[0] ?? 0);
    for (const y of ys) {
      expect(y).toBeGreaterThanOrEqual(size.top);
      expect(y).toBeLessThanOrEqual(size.height - size.bottom);
    }
  });

  it('shows the whole band, and an open one up to the edge', () => {
    const inside = draw([point(1, 4), point(2, 4.2)], size).band;
    expect(inside?.top).toBeGreaterThan(size.top);
    expect(inside?.bottom).toBeLessThan(size.height - size.bottom);
    expect(draw([point(1, 4, '<5'), point(2, 4.2, '<5')], size).band?.bottom).toBe(size.height - size.bottom);
    expect(draw([point(1, 4, 'Negative')], size).band).toBeNull();
  });

  it('has a middle when nothing changes', () => {
    const { points, low, high } = draw([point(1, 4, ''), point(1, 4, '')], size);
    expect(points.map(({ x, y }) => [x, y])).toEqual([[60, 30], [60, 30]]);
    expect(low).toBeLessThan(high);
  });

  it('writes as many decimals as are needed', () => {
    expect(tick(4.25, 3, 6)).toBe('4.3');
    expect(tick(140, 100, 180)).toBe('140');
    expect(tick(0.123, 0.1, 0.2)).toBe('0.123');
  });
});
