import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reachable } from '@/api/connection';
import { concerns, live, readChange, startLive } from './live';

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

describe('the line to the server', () => {
  const asked = vi.fn<() => Promise<Response>>();
  const opened: EventTarget[] = [];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', asked);
    vi.stubGlobal(
      'EventSource',
      class extends EventTarget {
        close = (): void => undefined;
        constructor() {
          super();
          opened.push(this);
        }
      },
    );
    asked.mockReset();
    reachable.set(true);
    stop = startLive(new QueryClient());
    opened.at(-1)?.dispatchEvent(new Event('open'));
  });
  afterEach(() => {
    stop();
    reachable.set(true);
    vi.useRealTimers();
  });

  it('is asked for until it is back, also while events still arrive', async () => {
    expect(live.get()).toBe('live');
    asked.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue(new Response('ok'));
    reachable.set(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(reachable.get()).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reachable.get()).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked, 'nothing is asked while all is well').toHaveBeenCalledTimes(2);
  });

  it('is asked at once and then slowly while no events arrive', async () => {
    asked.mockImplementation(() => Promise.resolve(new Response('ok')));
    opened.at(-1)?.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveBeenCalledTimes(2);
    opened.at(-1)?.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('is left alone when it ends', async () => {
    reachable.set(false);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).not.toHaveBeenCalled();
  });
});
