import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reachable } from '@/api/connection';
import { fetched } from './fetched';

const part = { Part: () => null };
const gone = new TypeError('Failed to fetch dynamically imported module');

describe('code that is fetched when it is wanted', () => {
  const health = vi.fn<() => Promise<Response>>();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', health);
    reachable.set(true);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    health.mockReset();
    reachable.set(true);
  });

  it('is waited for while the server does not answer', async () => {
    health.mockRejectedValue(new TypeError('Failed to fetch'));
    const load = vi.fn(() => Promise.reject<typeof part>(gone));
    const ended = vi.fn();
    const found = fetched(load);
    found.then(ended, ended);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended).not.toHaveBeenCalled();
    expect(reachable.get(), 'the page says so').toBe(false);
    expect(load.mock.calls.length).toBeGreaterThan(5);

    load.mockResolvedValue(part);
    const before = load.mock.calls.length;
    reachable.set(true);
    await expect(found, 'it comes as soon as anything is answered').resolves.toBe(part);
    expect(load.mock.calls.length).toBe(before + 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('comes when the line was cut only for a moment', async () => {
    health.mockResolvedValue(new Response('ok'));
    const load = vi.fn(() => Promise.resolve(part)).mockRejectedValueOnce(gone);
    await expect(fetched(load)).resolves.toBe(part);
  });

  it('fails when the server answers and does not have it', async () => {
    health.mockResolvedValue(new Response('ok'));
    await expect(fetched(() => Promise.reject<typeof part>(gone))).rejects.toBe(gone);
  });
});
