import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api } from './client';

const sent: (string | null)[] = [];

beforeEach(() => {
  sent.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(request.headers.get('Talaan-Background'));
    return Promise.resolve(Response.json({}));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page that nobody touches says that it asks by itself, so that its session ends', async () => {
  globalThis.dispatchEvent(new Event('keydown'));
  await api.GET('/api/v1/me');
  vi.setSystemTime(Date.now() + 60_000);
  await api.GET('/api/v1/me');
  globalThis.dispatchEvent(new Event('pointerdown'));
  await api.GET('/api/v1/me');
  expect(sent).toEqual([null, 'true', null]);
});
