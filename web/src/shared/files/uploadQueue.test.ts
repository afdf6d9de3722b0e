import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { createUploadQueue, NotReady, type UploadQueue } from './uploadQueue';
import type { Upload } from './uploads';

interface Sending {
  name: string;
  key: string;
  progress: (sent: number) => void;
  aborted: () => boolean;
  arrive: (id: number) => void;
  fail: (problem: unknown) => void;
}

/** A queue over a line that does what the test says. */
function aQueue(): { queue: UploadQueue; line: Sending[]; discarded: number[] } {
  const line: Sending[] = [];
  const discarded: number[] = [];
  let made = 0;
  const queue = createUploadQueue({
    newKey: () => `key${(made += 1)}`,
    discard: (id) => {
      discarded.push(id);
      return Promise.resolve();
    },
    send: (file, key, progress, signal) =>
      new Promise<Upload>((resolve, reject) => {
        line.push({
          name: file.name,
          key,
          progress,
          aborted: () => signal.aborted,
          arrive: (id) => resolve({ id, name: file.name, size: file.size, content_type: 'image/png', width: 1, height: 1 }),
          fail: reject,
        });
      }),
  });
  queue.setLimits({ max_file_mb: 1, max_files: 10 });
  return { queue, line, discarded };
}

const file = (name: string): File => new File(['1234'], name);
const first = (queue: UploadQueue): string => queue.get().albums[0]?.key ?? '';
const states = (queue: UploadQueue): string[] => queue.get().albums.flatMap((album) => album.files.map((each) => each.state.is));
const fileKey = (queue: UploadQueue, index: number): string => queue.get().albums.flatMap((album) => album.files)[index]?.key ?? '';
/** Lets what was promised happen. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function fill(queue: UploadQueue, ...names: string[]): void {
  queue.describe(first(queue), 'Chest X-ray');
  queue.addFiles(first(queue), names.map(file));
}

describe('the queue of files', () => {
  it('sends three at once, tells how far they are, and goes on by itself', async () => {
    const { queue, line } = aQueue();
    fill(queue, 'a', 'b', 'c', 'd');
    expect(states(queue)).toEqual(['sending', 'sending', 'sending', 'queued']);
    line[0]?.progress(2);
    expect(queue.get().albums[0]?.files[0]?.state).toEqual({ is: 'sending', sent: 2 });
    line[1]?.arrive(5);
    await settle();
    expect(states(queue)).toEqual(['sending', 'done', 'sending', 'sending']);
    expect(line.map((each) => each.name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('saves when the last file has arrived, in the order on the screen', async () => {
    const { queue, line } = aQueue();
    fill(queue, 'a', 'b');
    queue.move(fileKey(queue, 1), -1);
    const ready = queue.ready();
    line[0]?.arrive(1);
    await settle();
    line[1]?.arrive(2);
    await expect(ready).resolves.toEqual([{ description: 'Chest X-ray', upload_ids: [2, 1] }]);
    queue.saved();
    expect(queue.get().albums).toMatchObject([{ description: '', files: [] }]);
  });

  it('does not save while something is missing, failed or cancelled', async () => {
    const { queue, line } = aQueue();
    await expect(queue.ready(true)).rejects.toThrow(NotReady);
    await expect(queue.ready()).resolves.toEqual([]);
    queue.addFiles(first(queue), [file('a'), file('b')]);
    await expect(queue.ready()).rejects.toThrow(NotReady);
    queue.describe(first(queue), 'CBC');
    const ready = queue.ready();
    line[0]?.arrive(1);
    line[1]?.fail(new Problem(503, 'Busy.'));
    await expect(ready).rejects.toThrow(NotReady);
    expect(states(queue)).toEqual(['done', 'failed']);
  });

  it('sends a failed file again under the same key, what had arrived stays', async () => {
    const { queue, line } = aQueue();
    fill(queue, 'a', 'b');
    line[0]?.arrive(1);
    line[1]?.fail(new Problem(503, 'Busy.'));
    await settle();
    queue.retry();
    expect(states(queue)).toEqual(['done', 'sending']);
    expect(line[2]?.key).toBe(line[1]?.key);
    expect(new Set(line.map((each) => each.key)).size).toBe(2);
  });

  it('tries again a few times when the server is back, and then waits for a person', async () => {
    const { queue, line } = aQueue();
    fill(queue, 'a');
    for (let attempt = 0; attempt < 4; attempt += 1) {
      line[attempt]?.fail(Problem.unreachable());
      await settle();
      expect(states(queue)).toEqual(['failed']);
      queue.lineBack();
    }
    expect(line).toHaveLength(4);
    queue.retry(fileKey(queue, 0));
    expect(states(queue)).toEqual(['sending']);
  });

  it('waits when the session ends, and goes on after the sign-in', async () => {
    const { queue, line } = aQueue();
    fill(queue, 'a', 'b');
    line[0]?.arrive(1);
    line[1]?.fail(new Problem(401, 'You are not signed in.'));
    await settle();
    expect(states(queue)).toEqual(['done', 'queued']);
    queue.addFiles(first(queue), [file('c')]);
    expect(line).toHaveLength(2);
    queue.resume();
    expect(states(queue)).toEqual(['done', 'sending', 'sending']);
  });

  it('cancels one file and lets the others go on', async () => {
    const { queue, line, discarded } = aQueue();
    fill(queue, 'a', 'b');
    queue.cancel(fileKey(queue, 0));
    expect(line[0]?.aborted()).toBe(true);
    expect(states(queue)).toEqual(['cancelled', 'sending']);
    // It had arrived all the same: the server forgets it.
    line[0]?.arrive(8);
    await settle();
    expect(states(queue)).toEqual(['cancelled', 'sending']);
    expect(discarded).toEqual([8]);
  });

  it('forgets at the server what was sent and taken away', async () => {
    const { queue, line, discarded } = aQueue();
    fill(queue, 'a', 'b', 'c');
    line[0]?.arrive(1);
    line[1]?.arrive(2);
    await settle();
    queue.remove(fileKey(queue, 0));
    expect(discarded).toEqual([1]);
    expect(states(queue)).toEqual(['done', 'sending']);
    queue.discardAll();
    expect(discarded).toEqual([1, 2]);
    expect(line[2]?.aborted()).toBe(true);
    expect(states(queue)).toEqual([]);
  });

  it('holds back what is beyond the limit until it is moved', async () => {
    const { queue, line } = aQueue();
    queue.setLimits({ max_file_mb: 1, max_files: 2 });
    fill(queue, 'a', 'b', 'c');
    line[0]?.arrive(1);
    line[1]?.arrive(2);
    await settle();
    expect(states(queue)).toEqual(['done', 'done', 'queued']);
    await expect(queue.ready()).rejects.toThrow(NotReady);
    queue.splitAlbum(first(queue));
    expect(states(queue)).toEqual(['done', 'done', 'sending']);
    expect(queue.get().albums).toHaveLength(2);
  });

  it('tells its listeners of every change', () => {
    const { queue } = aQueue();
    const listener = vi.fn();
    queue.subscribe(listener);
    queue.addAlbum();
    expect(listener).toHaveBeenCalled();
    queue.removeAlbum(first(queue));
    queue.removeAlbum(first(queue));
    expect(queue.get().albums, 'one always stays').toHaveLength(1);
  });
});
