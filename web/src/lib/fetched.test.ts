import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reachable, restoring } from '@/api/connection';
import { problemResponse } from '@/test/render';
import { fetched } from './fetched';

const part = { Part: () => null };
const open = () => Promise.resolve(Response.json({ name: 'San Roque', set_up: true }));
const gone = new TypeError('Failed to fetch dynamically imported module');

describe('code that is fetched when it is wanted', () => {
  const hospital = vi.fn<() => Promise<Response>>();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', hospital);
    reachable.set(true);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    hospital.mockReset();
    reachable.set(true);
  });

  it('is waited for while the server does not answer', async () => {
    hospital.mockRejectedValue(new TypeError('Failed to fetch'));
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
    hospital.mockImplementation(open);
    const load = vi.fn(() => Promise.resolve(part)).mockRejectedValueOnce(gone);
    await expect(fetched(load)).resolves.toBe(part);
  });

  it('is waited for while a backup is restored, when the server answers and has nothing', async () => {
    hospital.mockImplementation(() => Promise.resolve(problemResponse(503, 'A backup is being restored.', [], 'urn:talaan:restoring')));
    const load = vi.fn(() => Promise.reject<typeof part>(gone));
    const found = fetched(load);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(load.mock.calls.length).toBeGreaterThan(2);
    expect(restoring.get(), 'the page says so').toBe(true);
    restoring.set(false);
    hospital.mockImplementation(open);
    load.mockResolvedValue(part);
    await vi.advanceTimersByTimeAsync(3_000);
    await expect(found).resolves.toBe(part);
  });

  it('fails when the server answers and does not have it', async () => {
    hospital.mockImplementation(open);
    await expect(fetched(() => Promise.reject<typeof part>(gone))).rejects.toBe(gone);
  });
});
