import { createStore, type Store } from '@/api/connection';
import { asProblem, type Problem } from '@/api/problem';
import {
  addFiles,
  afterProblem,
  type AlbumDraft,
  albumFaults,
  type AlbumInput,
  type Albums,
  blankAlbum,
  changeFile,
  describe,
  type FileDraft,
  type FileLimits,
  type FileState,
  findFile,
  isBlank,
  moveFile,
  nextToSend,
  placeProblem,
  removeFile,
  setState,
  splitAlbum,
  tally,
  toInput,
  type Upload,
} from './uploads';

/** What the queue works with; stand-ins in tests. */
export interface QueueParts {
  send: (file: File, key: string, onProgress: (sent: number) => void, signal: AbortSignal) => Promise<Upload>;
  /** Forgets a file that was sent and is not wanted after all. */
  discard: (uploadId: number) => Promise<unknown>;
  newKey: () => string;
}

export interface UploadsState {
  albums: Albums;
  /** Somebody asked to save: what is missing is shown from now on. */
  asked: boolean;
  /** Names of files that were chosen again and left out. */
  repeated: readonly string[];
}

/** Saving stopped before anything was asked of the server: the albums say why. */
export class NotReady extends Error {
  override readonly name = 'NotReady';

  constructor() {
    super('The albums are not ready to be saved. Look at what is marked below.');
  }
}

export interface UploadQueue extends Pick<Store<UploadsState>, 'get' | 'subscribe'> {
  setLimits: (limits: FileLimits | undefined) => void;
  addAlbum: () => void;
  removeAlbum: (albumKey: string) => void;
  splitAlbum: (albumKey: string) => void;
  describe: (albumKey: string, description: string) => void;
  addFiles: (albumKey: string, files: readonly File[]) => void;
  cancel: (fileKey: string) => void;
  /** Sends a failed or cancelled file again; without a key all of them. */
  retry: (fileKey?: string) => void;
  remove: (fileKey: string) => void;
  move: (fileKey: string, by: number) => void;
  /** Begins nothing more until `resume`: the session has ended. */
  pause: () => void;
  resume: () => void;
  /** The server answers again: what failed for want of an answer is sent again, a few times. */
  lineBack: () => void;
  /**
   * Resolves when every file has been sent; rejects with NotReady when somebody has to do something first. Albums in
   * which nobody has begun are left out; `atLeastOne` wants more than that.
   */
  ready: (atLeastOne?: boolean) => Promise<AlbumInput[]>;
  /** Shows a refusal beside what it names, and returns what names nothing here. */
  refused: (problem: Problem) => Problem;
  /** The server has made albums of the files: begins anew. */
  saved: () => void;
  /** Stops and forgets everything, at the server too. */
  discardAll: () => void;
}

const atOnce = 3;
const triesByItself = 3;

/** Albums that are being put together, their files being sent as they are chosen. */
export function createUploadQueue({ send, discard, newKey }: QueueParts): UploadQueue {
  const fresh = (): UploadsState => ({ albums: [blankAlbum(newKey())], asked: false, repeated: [] });
  const store = createStore<UploadsState>(fresh());
  const sending = new Map<string, AbortController>();
  let limits: FileLimits | undefined;
  let paused = false;

  const put = (albums: Albums, rest: Partial<UploadsState> = {}): void => {
    store.set({ ...store.get(), ...rest, albums });
    begin();
  };
  const albums = (): Albums => store.get().albums;

  const begin = (): void => {
    if (paused) return;
    const next = nextToSend(albums(), atOnce, limits?.max_files ?? Infinity);
    if (next.length === 0) return;
    store.set({ ...store.get(), albums: next.reduce((all, file) => setState(all, file.key, { is: 'sending', sent: 0 }), albums()) });
    for (const file of next) void sendOne(file);
  };

  const sendOne = async ({ key, file }: FileDraft): Promise<void> => {
    const controller = new AbortController();
    sending.set(key, controller);
    const mine = (): boolean => sending.get(key) === controller;
    let state: FileState;
    try {
      const upload = await send(
        file,
        key,
        (sent) => {
          if (mine()) store.set({ ...store.get(), albums: setState(albums(), key, { is: 'sending', sent }) });
        },
        controller.signal,
      );
      // It had arrived before it was taken away.
      if (!mine()) forget(upload.id);
      state = { is: 'done', upload };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401 && mine()) paused = true;
      state = afterProblem(problem);
    }
    if (!mine()) return;
    sending.delete(key);
    put(setState(albums(), key, state));
  };

  /** Takes a file off the line, if it is on it. */
  const stop = (key: string): void => {
    const controller = sending.get(key);
    sending.delete(key);
    controller?.abort();
  };

  const forget = (uploadId: number): void => {
    // Nobody waits for it: what stays is forgotten by the server after a day.
    discard(uploadId).catch(() => undefined);
  };

  const drop = ({ key, state }: FileDraft): void => {
    stop(key);
    if (state.is === 'done') forget(state.upload.id);
  };

  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      let unsubscribe = (): void => undefined;
      const look = (): void => {
        // What is beyond an album's limit is not sent, and not waited for.
        const most = limits?.max_files ?? Infinity;
        if (tally(albums().map((album) => ({ ...album, files: album.files.slice(0, most) }))).going > 0) return;
        unsubscribe();
        resolve();
      };
      unsubscribe = store.subscribe(look);
      look();
    });

  const faulty = (album: AlbumDraft): boolean => Object.keys(albumFaults(album, limits)).length > 0;

  return {
    get: store.get,
    subscribe: store.subscribe,
    setLimits: (next) => {
      limits = next;
      begin();
    },
    addAlbum: () => put([...albums(), blankAlbum(newKey())]),
    removeAlbum: (albumKey) => {
      for (const file of albums().find((album) => album.key === albumKey)?.files ?? []) drop(file);
      const left = albums().filter((album) => album.key !== albumKey);
      put(left.length === 0 ? [blankAlbum(newKey())] : left);
    },
    splitAlbum: (albumKey) => {
      if (limits !== undefined) put(splitAlbum(albums(), albumKey, limits.max_files, newKey));
    },
    describe: (albumKey, description) => put(describe(albums(), albumKey, description)),
    addFiles: (albumKey, files) => {
      const added = addFiles(albums(), albumKey, files, limits, newKey);
      put(added.albums, { repeated: added.repeated });
    },
    cancel: (fileKey) => {
      stop(fileKey);
      put(changeFile(albums(), fileKey, (file) => (file.state.is === 'done' ? file : { ...file, state: { is: 'cancelled' } })));
    },
    retry: (fileKey) => {
      const again = (file: FileDraft): boolean => (file.state.is === 'failed' || file.state.is === 'cancelled') && (fileKey === undefined || fileKey === file.key);
      put(albums().map((album) => ({ ...album, files: album.files.map((file) => (again(file) ? { ...file, state: { is: 'queued' }, tries: 0 } : file)) })));
    },
    remove: (fileKey) => {
      const file = findFile(albums(), fileKey);
      if (file === undefined) return;
      drop(file);
      put(removeFile(albums(), fileKey));
    },
    move: (fileKey, by) => put(moveFile(albums(), fileKey, by)),
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      begin();
    },
    lineBack: () => {
      const again = (file: FileDraft): boolean => file.state.is === 'failed' && file.state.line && file.tries < triesByItself;
      if (!albums().some((album) => album.files.some(again))) return;
      put(albums().map((album) => ({ ...album, files: album.files.map((file) => (again(file) ? { ...file, state: { is: 'queued' }, tries: file.tries + 1 } : file)) })));
    },
    ready: async (atLeastOne = false) => {
      const check = (): void => {
        if (albums().some(faulty) || (atLeastOne && !isUnsaved(albums()))) throw new NotReady();
      };
      store.set({ ...store.get(), asked: true });
      check();
      await settled();
      check();
      return toInput(albums());
    },
    refused: (problem) => {
      const { albums: placed, left } = placeProblem(albums(), problem, newKey);
      put(placed);
      return left;
    },
    saved: () => store.set(fresh()),
    discardAll: () => {
      for (const file of albums().flatMap((album) => album.files)) drop(file);
      store.set(fresh());
    },
  };
}

/** True while something was put together that is not saved. */
export function isUnsaved(albums: Albums): boolean {
  return albums.some((album) => !isBlank(album));
}
