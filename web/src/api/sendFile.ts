import { reachable, restoring, sessionBarred, sessionEnded } from './connection';
import { someonePresent } from './presence';
import { Problem } from './problem';
import type { components } from './schema';

export type Upload = components['schemas']['Upload'];

const path = '/api/v1/uploads';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number' && 'name' in value && typeof value.name === 'string';
}

/** Turns what came back into the upload, or into the Problem to throw. Exported for its test. */
export function readAnswer(status: number, text: string, headers: Headers): Upload | Problem {
  const body = parse(text);
  if (status >= 200 && status < 300) return isUpload(body) ? body : new Problem(502, 'The server’s answer could not be read. Try again.');
  return Problem.from(new Response(null, { status, headers }), body);
}

function headersOf(request: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const name of ['Retry-After', 'X-Request-Id']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

/**
 * Sends one file and says how many bytes are under way; fetch cannot tell that. Under one key it is stored once, however
 * often it is sent. Rejects with a Problem, or with the signal's reason when it is aborted.
 */
export function sendFile(file: File, key: string, onProgress: (sent: number) => void, signal: AbortSignal): Promise<Upload> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open('POST', path);
    request.setRequestHeader('Idempotency-Key', key);
    if (!someonePresent()) request.setRequestHeader('Talaan-Background', 'true');
    request.upload.addEventListener('progress', (event) => onProgress(Math.min(event.loaded, file.size)));
    request.addEventListener('load', () => {
      reachable.set(request.status !== 502 && request.status !== 504);
      if (request.status === 401) sessionEnded.set(true);
      const answer = readAnswer(request.status, request.responseText, headersOf(request));
      if (!(answer instanceof Problem)) {
        resolve(answer);
        return;
      }
      if (answer.barred) sessionBarred.set(true);
      if (answer.restoring) restoring.set(true);
      reject(answer);
    });
    request.addEventListener('error', () => {
      reachable.set(false);
      reject(Problem.unreachable());
    });
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    signal.addEventListener('abort', abort);
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
