import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeUploads } from '@/test/fakeUploads';
import { reachable, sessionEnded } from './connection';
import { Problem } from './problem';
import { readAnswer, sendFile } from './sendFile';

const file = new File(['1234'], 'a.png');
const live = new AbortController().signal;

afterEach(() => {
  reachable.set(true);
  sessionEnded.set(false);
});

describe('sending a file', () => {
  it('tells how far it is and gives what the server made of it', async () => {
    const line = takeUploads();
    const progress = vi.fn();
    const sent = sendFile(file, 'k1', progress, live);
    line[0]?.progress(2);
    // The form around the file counts too, but the file is never more than whole.
    line[0]?.progress(400);
    line[0]?.store(9);
    await expect(sent).resolves.toMatchObject({ id: 9, name: 'a.png' });
    expect(progress.mock.calls).toEqual([[2], [4]]);
    expect(line[0]?.key).toBe('k1');
  });

  it('tells the whole page that the session or the server is gone', async () => {
    const line = takeUploads();
    const ended = sendFile(file, 'k1', () => undefined, live);
    line[0]?.answer(401, { detail: 'You are not signed in.' });
    await expect(ended).rejects.toMatchObject({ status: 401 });
    expect(sessionEnded.get()).toBe(true);
    const cut = sendFile(file, 'k1', () => undefined, live);
    line[1]?.cut();
    await expect(cut).rejects.toMatchObject({ status: 0, unreachable: true });
    expect(reachable.get()).toBe(false);
  });

  it('stops when it is told to', async () => {
    const line = takeUploads();
    const controller = new AbortController();
    const sent = sendFile(file, 'k1', () => undefined, controller.signal);
    controller.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(line[0]?.aborted()).toBe(true);
    await expect(sendFile(file, 'k1', () => undefined, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(line).toHaveLength(1);
  });

  it('takes no nonsense for an upload', () => {
    for (const text of ['', '<html>', '[]', '{"id":"x"}']) expect(readAnswer(201, text, new Headers())).toBeInstanceOf(Problem);
    expect(readAnswer(429, '{"detail":"Wait."}', new Headers({ 'Retry-After': '60' }))).toMatchObject({ status: 429, message: 'Wait.', retryAfterSeconds: 60 });
  });
});
