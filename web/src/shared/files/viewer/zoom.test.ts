import { describe, expect, it } from 'vitest';
import { fitScale, settle, type Size, turn, type Turns, zoomAround } from './zoom';

const stage: Size = { width: 400, height: 300 };
const large: Size = { width: 4000, height: 1500 };
const turns: Turns[] = [0, 1, 2, 3];

describe('a picture on its stage', () => {
  it('is seen whole, and a small one at its own size', () => {
    expect(fitScale(large, stage, 0)).toBeCloseTo(0.1);
    expect(fitScale(large, stage, 1)).toBeCloseTo(0.075);
    expect(fitScale({ width: 40, height: 30 }, stage, 0)).toBe(1);
    expect(fitScale({ width: 0, height: 0 }, stage, 0), 'not known yet').toBe(1);
    expect(fitScale(large, { width: 0, height: 0 }, 0), 'not laid out yet').toBe(1);
  });

  it('comes round after four turns', () => {
    expect(turns.map(turn)).toEqual([1, 2, 3, 0]);
  });

  it('never leaves a gap that it could fill, and is never smaller than whole', () => {
    for (const turned of turns) {
      for (const scale of [0, 0.05, 0.1, 0.3, 1, 50]) {
        for (const x of [-1e6, -10, 0, 10, 1e6]) {
          const view = settle({ scale, x, y: x }, large, stage, turned);
          const [width, height] = turned % 2 === 0 ? [large.width, large.height] : [large.height, large.width];
          expect(view.scale).toBeGreaterThanOrEqual(fitScale(large, stage, turned));
          expect(Math.abs(view.x)).toBeLessThanOrEqual(Math.max(0, (width * view.scale - stage.width) / 2) + 1e-9);
          expect(Math.abs(view.y)).toBeLessThanOrEqual(Math.max(0, (height * view.scale - stage.height) / 2) + 1e-9);
        }
      }
    }
  });

  it('is enlarged around the point under the finger', () => {
    const view = { scale: 0.5, x: 100, y: -50 };
    const point = { x: 30, y: 20 };
    const after = zoomAround(view, 1.5, point, large, stage, 0);
    const spot = (at: typeof view): number[] => [(point.x - at.x) / at.scale, (point.y - at.y) / at.scale];
    expect(after.scale).toBeCloseTo(0.75);
    spot(after).forEach((value, index) => expect(value).toBeCloseTo(spot(view)[index] ?? Number.NaN));
  });
});
