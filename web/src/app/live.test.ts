import { describe, expect, it } from 'vitest';
import { concerns, readChange } from './live';

describe('live changes', () => {
  it('reads an event', () => {
    expect(readChange('{"entity":"bill","id":0}'), 'many at once').toEqual({ entity: 'bill', id: null });
    expect(readChange('{"entity":"encounter","id":12}')).toEqual({ entity: 'encounter', id: 12 });
    expect(readChange('{"entity":"hospital"}')).toEqual({ entity: 'hospital', id: null });
    for (const wrong of ['', 'x', '[]', '{}', '{"entity":1}', 'null']) expect(readChange(wrong)).toBeNull();
  });

  it('concerns the lists of its kind and its own record, not its neighbours', () => {
    const change = { entity: 'bill', id: 5 };
    expect(concerns(['bill', 'list', {}], change)).toBe(true);
    expect(concerns(['bill', 'one', 5], change)).toBe(true);
    expect(concerns(['bill', 'one', '5', 'history'], change)).toBe(true);
    expect(concerns(['bill', 'one', 6], change)).toBe(false);
    expect(concerns(['service', 'list'], change)).toBe(false);
  });

  it('concerns what shows a part of it, and always the home page', () => {
    expect(concerns(['encounter', 'one', 9], { entity: 'patient', id: 1 })).toBe(true);
    expect(concerns(['bed', 'list'], { entity: 'stay', id: 1 })).toBe(true);
    expect(concerns(['encounter', 'one', 9], { entity: 'lab', id: 1 })).toBe(true);
    expect(concerns(['lab', 'list'], { entity: 'patient', id: 1 })).toBe(true);
    expect(concerns(['lab', 'one', 9], { entity: 'media', id: 4 }), 'a thumbnail was made').toBe(true);
    expect(concerns(['media-settings'], { entity: 'media-settings', id: 1 })).toBe(true);
    expect(concerns(['promissory_note', 'totals'], { entity: 'bill', id: 5 }), 'a payment settles a receivable').toBe(true);
    expect(concerns(['shift', 'current'], { entity: 'shift', id: 6 })).toBe(true);
    expect(concerns(['shift', 'report', 'today'], { entity: 'shift', id: 6 })).toBe(true);
    expect(concerns(['home'], { entity: 'service', id: 1 })).toBe(true);
    expect(concerns(['me'], { entity: 'bill', id: 1 })).toBe(false);
  });
});
