import type { Upload } from '@/api/sendFile';
import { formPath, Problem } from '@/api/problem';
import type { components } from '@/api/schema';

export type { Upload };
export type AlbumInput = components['schemas']['AlbumInput'];
export type MediaSettings = components['schemas']['MediaSettings'];
/** What is known of the server's limits before it says its own word. */
export type FileLimits = Pick<MediaSettings, 'max_file_mb' | 'max_files'>;

/** Why a file will not do: known here at once, or in the server's words. */
export type Refusal = 'empty' | 'too large' | { said: string };

export type FileState =
  | { is: 'queued' }
  | { is: 'sending'; sent: number }
  | { is: 'done'; upload: Upload }
  | { is: 'refused'; why: Refusal }
  /** It did not get through and may be sent again; `line` when no answer came at all. */
  | { is: 'failed'; why: string; line: boolean }
  | { is: 'cancelled' };

/** A file that was chosen for an album. */
export interface FileDraft {
  /** Names it on this page, and is its idempotency key at the server. */
  key: string;
  file: File;
  state: FileState;
  /** How often it was sent again without anyone asking. */
  tries: number;
}

/** An album that is being put together. */
export interface AlbumDraft {
  key: string;
  description: string;
  files: readonly FileDraft[];
  /** What the server said about the album when it was last saved. */
  said: { description?: string; files?: string };
}

export type Albums = readonly AlbumDraft[];

export const longestDescription = 300;
/** Albums that may be saved at once. */
export const mostAlbums = 20;
const megabyte = 1024 * 1024;

export function blankAlbum(key: string, description = ''): AlbumDraft {
  return { key, description, files: [], said: {} };
}

/** True for an album in which nobody has begun. */
export function isBlank(album: AlbumDraft): boolean {
  return album.description.trim() === '' && album.files.length === 0;
}

/** What can be known of a file before it is sent. */
export function checkFile(file: File, limits: FileLimits | undefined): Refusal | null {
  if (file.size === 0) return 'empty';
  if (limits !== undefined && file.size > limits.max_file_mb * megabyte) return 'too large';
  return null;
}

function changeAlbum(albums: Albums, key: string, change: (album: AlbumDraft) => AlbumDraft): Albums {
  return albums.map((album) => (album.key === key ? change(album) : album));
}

function without(said: AlbumDraft['said'], key: keyof AlbumDraft['said']): AlbumDraft['said'] {
  return Object.fromEntries(Object.entries(said).filter(([each]) => each !== key));
}

export function describe(albums: Albums, key: string, description: string): Albums {
  return changeAlbum(albums, key, (album) => ({ ...album, description, said: without(album.said, 'description') }));
}

function sameFile(a: File, b: File): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}

/** Adds files at the end of an album; those that are in it already are left out and named. */
export function addFiles(albums: Albums, key: string, files: readonly File[], limits: FileLimits | undefined, newKey: () => string): { albums: Albums; repeated: string[] } {
  const repeated: string[] = [];
  const changed = changeAlbum(albums, key, (album) => {
    const all = [...album.files];
    for (const file of files) {
      if (all.some((each) => sameFile(each.file, file))) {
        repeated.push(file.name);
        continue;
      }
      const why = checkFile(file, limits);
      all.push({ key: newKey(), file, state: why === null ? { is: 'queued' } : { is: 'refused', why }, tries: 0 });
    }
    return { ...album, files: all, said: without(album.said, 'files') };
  });
  return { albums: changed, repeated };
}

export function findFile(albums: Albums, key: string): FileDraft | undefined {
  for (const album of albums) {
    const found = album.files.find((file) => file.key === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Changes one file; everything else stays the very same object, so that its row need not be drawn again. */
export function changeFile(albums: Albums, key: string, change: (file: FileDraft) => FileDraft): Albums {
  return albums.map((album) =>
    album.files.some((file) => file.key === key) ? { ...album, files: album.files.map((file) => (file.key === key ? change(file) : file)) } : album,
  );
}

export function setState(albums: Albums, key: string, state: FileState): Albums {
  return changeFile(albums, key, (file) => ({ ...file, state }));
}

export function removeFile(albums: Albums, key: string): Albums {
  return albums.map((album) =>
    album.files.some((file) => file.key === key) ? { ...album, files: album.files.filter((file) => file.key !== key), said: without(album.said, 'files') } : album,
  );
}

/** Moves a file by so many places within its album; at the ends it stays where it is. */
export function moveFile(albums: Albums, key: string, by: number): Albums {
  return albums.map((album) => {
    const from = album.files.findIndex((file) => file.key === key);
    const moved = album.files[from];
    const to = from + by;
    if (moved === undefined || to < 0 || to >= album.files.length) return album;
    const files = album.files.filter((file) => file !== moved);
    files.splice(to, 0, moved);
    return { ...album, files };
  });
}

/** Moves what is beyond the limit into an album of its own, after this one and under the same description. */
export function splitAlbum(albums: Albums, key: string, most: number, newKey: () => string): Albums {
  return albums.flatMap((album) => {
    if (album.key !== key || album.files.length <= most) return [album];
    const rest = { ...blankAlbum(newKey(), album.description), files: album.files.slice(most) };
    return [{ ...album, files: album.files.slice(0, most), said: without(album.said, 'files') }, rest];
  });
}

/** The files that may be sent now, when so many may be under way at once. Those beyond an album's limit wait. */
export function nextToSend(albums: Albums, atOnce: number, most: number): FileDraft[] {
  const sendable = albums.flatMap((album) => album.files.slice(0, most));
  const busy = sendable.filter((file) => file.state.is === 'sending').length;
  return sendable.filter((file) => file.state.is === 'queued').slice(0, Math.max(0, atOnce - busy));
}

/** What happens to a file whose sending ended with a problem. */
export function afterProblem(problem: Problem): FileState {
  if (problem.status === 401) return { is: 'queued' };
  if (problem.transient) return { is: 'failed', why: problem.message, line: problem.unreachable };
  const field = problem.fieldErrors()['file'];
  return { is: 'refused', why: { said: field === undefined ? problem.message : `This file ${field.replace(/\.$/, '')}.` } };
}

export interface Tally {
  files: number;
  done: number;
  /** Under way or waiting for their turn. */
  going: number;
  /** Refused, failed or cancelled: somebody has to do something. */
  stuck: number;
  /** Of those, the ones that may be sent again. */
  again: number;
  bytes: number;
  sent: number;
}

function sentBytes({ file, state }: FileDraft): number {
  if (state.is === 'done') return file.size;
  return state.is === 'sending' ? state.sent : 0;
}

export function tally(albums: Albums): Tally {
  const sum = { files: 0, done: 0, going: 0, stuck: 0, again: 0, bytes: 0, sent: 0 };
  for (const draft of albums.flatMap((album) => album.files)) {
    const { is } = draft.state;
    sum.files += 1;
    sum.bytes += draft.file.size;
    sum.sent += sentBytes(draft);
    if (is === 'done') sum.done += 1;
    else if (is === 'queued' || is === 'sending') sum.going += 1;
    else sum.stuck += 1;
    if (is === 'failed' || is === 'cancelled') sum.again += 1;
  }
  return sum;
}

export interface AlbumFaults {
  description?: 'missing';
  files?: 'none' | 'too many' | 'stuck';
}

/** What stands in the way of saving an album; nothing for one in which nobody has begun. */
export function albumFaults(album: AlbumDraft, limits: FileLimits | undefined): AlbumFaults {
  if (isBlank(album)) return {};
  const faults: AlbumFaults = {};
  if (album.description.trim() === '') faults.description = 'missing';
  if (album.files.length === 0) faults.files = 'none';
  else if (limits !== undefined && album.files.length > limits.max_files) faults.files = 'too many';
  else if (tally([album]).stuck > 0) faults.files = 'stuck';
  return faults;
}

/** The albums that are sent, in their order: the places in the server's refusals count these. */
function sentAlbums(albums: Albums): AlbumDraft[] {
  return albums.filter((album) => !isBlank(album));
}

/** What the server is asked to make of the files that were sent. */
export function toInput(albums: Albums): AlbumInput[] {
  return sentAlbums(albums).map((album) => ({
    description: album.description.trim(),
    upload_ids: album.files.flatMap(({ state }) => (state.is === 'done' ? [state.upload.id] : [])),
  }));
}

const place = /^albums\.(\d+)(?:\.(description|upload_ids)(?:\.(\d+))?)?$/;

function placeOne(albums: Albums, path: string, message: string, newKey: () => string): Albums | null {
  const match = place.exec(path);
  const album = match === null ? undefined : sentAlbums(albums)[Number(match[1])];
  if (match === null || album === undefined) return null;
  const file = match[3] === undefined ? undefined : album.files[Number(match[3])];
  // What was sent under the old key is gone: sent again it is another file.
  if (file !== undefined) return changeFile(albums, file.key, (each) => ({ ...each, key: newKey(), state: { is: 'failed', why: message, line: false } }));
  const where = match[2] === 'description' ? 'description' : 'files';
  return changeAlbum(albums, album.key, (each) => ({ ...each, said: { ...each.said, [where]: message } }));
}

/** Puts the server's complaints beside the albums and files they name; what names none of them is left in the problem. */
export function placeProblem(albums: Albums, problem: Problem, newKey: () => string): { albums: Albums; left: Problem } {
  let placed = albums;
  const rest = problem.fields.filter(({ location, message }) => {
    const next = placeOne(placed, formPath(location) ?? '', message, newKey);
    placed = next ?? placed;
    return next === null;
  });
  const left = new Problem(problem.status, problem.message, {
    fields: rest,
    requestId: problem.requestId,
    retryAfterSeconds: problem.retryAfterSeconds,
    body: problem.body,
  });
  return { albums: placed, left };
}
