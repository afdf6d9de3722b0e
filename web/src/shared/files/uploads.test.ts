import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import {
  addFiles,
  afterProblem,
  albumFaults,
  type AlbumDraft,
  type Albums,
  blankAlbum,
  checkFile,
  describe as describeAlbum,
  type FileDraft,
  type FileState,
  moveFile,
  nextToSend,
  placeProblem,
  removeFile,
  splitAlbum,
  tally,
  toInput,
} from './uploads';

const megabyte = 1024 * 1024;
const limits = { max_file_mb: 1, max_files: 3 };

function keys(prefix = 'k'): () => string {
  let made = 0;
  return () => `${prefix}${(made += 1)}`;
}

function file(name: string, size = 3): File {
  return new File([new Uint8Array(size)], name, { lastModified: 1 });
}

function draft(key: string, state: FileState = { is: 'queued' }, size = 3): FileDraft {
  return { key, file: file(`${key}.png`, size), state, tries: 0 };
}

function sent(key: string, id: number): FileDraft {
  return draft(key, { is: 'done', upload: { id, name: `${key}.png`, size: 3, content_type: 'image/png', width: 1, height: 1 } });
}

function album(key: string, files: FileDraft[], description = 'Chest X-ray'): AlbumDraft {
  return { ...blankAlbum(key, description), files };
}

const order = (albums: Albums): string[][] => albums.map((each) => each.files.map((one) => one.key));

describe('files of an album', () => {
  it('are checked before they are sent', () => {
    expect(checkFile(file('a', 0), limits)).toBe('empty');
    expect(checkFile(file('a', megabyte), limits)).toBeNull();
    expect(checkFile(file('a', megabyte + 1), limits)).toBe('too large');
    expect(checkFile(file('a', megabyte + 1), undefined), 'limits are not known yet').toBeNull();
  });

  it('are added once, at the end', () => {
    const before = [album('a', [draft('x')])];
    const { albums, repeated } = addFiles(before, 'a', [file('x.png'), file('y.png'), file('y.png'), file('z.png', 0)], limits, keys());
    expect(albums[0]?.files.map((each) => [each.file.name, each.state.is])).toEqual([
      ['x.png', 'queued'],
      ['y.png', 'queued'],
      ['z.png', 'refused'],
    ]);
    expect(repeated).toEqual(['x.png', 'y.png']);
  });

  it('are moved within their album, and not beyond its ends', () => {
    const before = [album('a', [draft('1'), draft('2'), draft('3')]), album('b', [draft('4')])];
    expect(order(moveFile(before, '3', -1))).toEqual([['1', '3', '2'], ['4']]);
    expect(order(moveFile(before, '1', -1))).toEqual(order(before));
    expect(order(moveFile(before, '3', 1))).toEqual(order(before));
    expect(order(removeFile(before, '2'))).toEqual([['1', '3'], ['4']]);
  });

  it('beyond the limit go into an album of their own', () => {
    const before = [album('a', ['1', '2', '3', '4', '5'].map((key) => draft(key))), album('b', [])];
    const after = splitAlbum(before, 'a', 3, keys('new'));
    expect(order(after)).toEqual([['1', '2', '3'], ['4', '5'], []]);
    expect(after[1]?.description).toBe('Chest X-ray');
    expect(splitAlbum(before, 'b', 3, keys())).toEqual(before);
  });
});

describe('sending', () => {
  it('takes turns, in order, and leaves out what is beyond the limit', () => {
    const albums = [album('a', [draft('1', { is: 'sending', sent: 0 }), draft('2'), draft('3', { is: 'cancelled' }), draft('4')]), album('b', [draft('5')])];
    expect(nextToSend(albums, 3, 3).map((each) => each.key)).toEqual(['2', '5']);
    expect(nextToSend(albums, 3, Infinity).map((each) => each.key)).toEqual(['2', '4']);
    expect(nextToSend(albums, 1, 3)).toEqual([]);
  });

  it('tells apart what will never do, what may be tried again, and what only waits', () => {
    const field = [{ location: 'body.file', message: 'is larger than 3 MB.' }];
    expect(afterProblem(new Problem(413, '“a” is larger than 3 MB. Nothing was saved.', { fields: field }))).toEqual({
      is: 'refused',
      why: { said: 'This file is larger than 3 MB.' },
    });
    expect(afterProblem(new Problem(403, 'You may not.'))).toEqual({ is: 'refused', why: { said: 'You may not.' } });
    expect(afterProblem(new Problem(503, 'Busy.'))).toEqual({ is: 'failed', why: 'Busy.', line: false });
    expect(afterProblem(Problem.unreachable())).toMatchObject({ is: 'failed', line: true });
    expect(afterProblem(new Problem(401, 'Signed out.'))).toEqual({ is: 'queued' });
  });

  it('is added up over all albums', () => {
    const albums = [album('a', [sent('1', 7), draft('2', { is: 'sending', sent: 1 })]), album('b', [draft('3', { is: 'failed', why: 'x', line: true }), draft('4', { is: 'refused', why: 'empty' })])];
    expect(tally(albums)).toEqual({ files: 4, done: 1, going: 1, stuck: 2, again: 1, bytes: 12, sent: 4 });
  });
});

describe('saving', () => {
  it('wants a description and files of every album that was begun', () => {
    expect(albumFaults(blankAlbum('a'), limits)).toEqual({});
    expect(albumFaults(blankAlbum('a', '  '), limits)).toEqual({});
    expect(albumFaults(album('a', [sent('1', 1)], ' '), limits)).toEqual({ description: 'missing' });
    expect(albumFaults(album('a', []), limits)).toEqual({ files: 'none' });
    expect(albumFaults(album('a', ['1', '2', '3', '4'].map((key) => draft(key))), limits)).toEqual({ files: 'too many' });
    expect(albumFaults(album('a', [sent('1', 1), draft('2', { is: 'cancelled' })]), limits)).toEqual({ files: 'stuck' });
    expect(albumFaults(album('a', [draft('1')]), limits), 'still on its way').toEqual({});
  });

  it('names the sent files in their order, and leaves out albums nobody has begun', () => {
    const albums = [blankAlbum('a'), album('b', [sent('1', 9), sent('2', 4)], ' CBC '), album('c', [sent('3', 5)])];
    expect(toInput(albums)).toEqual([
      { description: 'CBC', upload_ids: [9, 4] },
      { description: 'Chest X-ray', upload_ids: [5] },
    ]);
  });
});

describe('a refusal', () => {
  const albums = [blankAlbum('blank'), album('a', [sent('1', 9), sent('2', 4)]), album('b', [sent('3', 5)])];

  it('is put beside the album or the file it names; the rest is left to be said above', () => {
    const problem = new Problem(422, 'Some fields are not right.', {
      fields: [
        { location: 'body.albums[1].description', message: 'is too long' },
        { location: 'body.albums[0].upload_ids[1]', message: 'is no upload of yours' },
        { location: 'body.albums[0].upload_ids', message: 'are too many' },
        { location: 'body.albums[7].description', message: 'is elsewhere' },
        { location: 'body.version', message: 'is old' },
      ],
    });
    const { albums: after, left } = placeProblem(albums, problem, keys('again'));
    expect(after[2]?.said).toEqual({ description: 'is too long' });
    expect(after[1]?.said).toEqual({ files: 'are too many' });
    expect(after[1]?.files.map((each) => [each.key, each.state.is])).toEqual([
      ['1', 'done'],
      ['again1', 'failed'],
    ]);
    expect(left.fields.map((each) => each.location)).toEqual(['body.albums[7].description', 'body.version']);
    expect(left).toMatchObject({ status: 422, message: 'Some fields are not right.' });
  });

  it('is taken back when what it named is changed', () => {
    const { albums: after } = placeProblem(albums, new Problem(422, 'x', { fields: [{ location: 'body.albums[1].description', message: 'is too long' }] }), keys());
    expect(describeAlbum(after, 'b', 'Shorter')[2]?.said).toEqual({});
  });
});
