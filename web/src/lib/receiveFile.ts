import { Problem } from '@/api/problem';

export interface ReceivedFile {
  name: string;
  content: Blob;
}

interface Receiving {
  signal: AbortSignal;
  /** Bytes that came, and how many there are; undefined when the server does not say. */
  onProgress: (received: number, total: number | undefined) => void;
}

/** Received bytes are handed to the browser in pieces of this size, which it may keep on its disk. */
const pieceBytes = 8 * 1024 * 1024;

function nameIn(answer: Response): string {
  return /filename="?([^";]+)"?/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'file';
}

/**
 * Receives a file that the server makes when it is asked for, and tells how far it is. Throws a Problem when there is
 * no such file, or when the line is lost on the way.
 */
export async function receiveFile(path: string, { signal, onProgress }: Receiving): Promise<ReceivedFile> {
  const lost = (error: unknown): never => {
    throw signal.aborted ? error : Problem.unreachable();
  };
  const answer = await globalThis.fetch(path, { credentials: 'same-origin', signal }).catch(lost);
  if (!answer.ok) throw Problem.from(answer, await answer.json().catch(() => undefined));
  const length = Number.parseInt(answer.headers.get('Content-Length') ?? '', 10);
  const total = Number.isNaN(length) ? undefined : length;
  const type = answer.headers.get('Content-Type') ?? '';
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let [held, received] = [0, 0];
  const reader = answer.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(lost);
    if (part === undefined || part.done) break;
    chunks.push(part.value);
    held += part.value.byteLength;
    received += part.value.byteLength;
    onProgress(received, total);
    if (held < pieceBytes) continue;
    pieces.push(new Blob(chunks));
    [chunks, held] = [[], 0];
  }
  if (total !== undefined && received < total) throw Problem.unreachable();
  return { name: nameIn(answer), content: new Blob([...pieces, ...chunks], { type }) };
}
