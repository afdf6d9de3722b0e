import { vi } from 'vitest';

/** A file on its way to the made-up server; the test says what becomes of it. */
export interface FakeUpload {
  name: string;
  key: string;
  progress: (sent: number) => void;
  answer: (status: number, body: unknown) => void;
  /** It is stored, under this id. */
  store: (id: number) => void;
  cut: () => void;
  aborted: () => boolean;
}

/** Stands in for what sends files; they appear in the list as they are begun. */
export function takeUploads(): FakeUpload[] {
  const line: FakeUpload[] = [];
  class FakeRequest extends EventTarget {
    readonly upload = new EventTarget();
    status = 0;
    responseText = '';
    private key = '';
    private stopped = false;

    open(): void {
      return;
    }
    setRequestHeader(name: string, value: string): void {
      if (name === 'Idempotency-Key') this.key = value;
    }
    getResponseHeader(): null {
      return null;
    }
    abort(): void {
      this.stopped = true;
      this.end('abort');
    }
    send(form: FormData): void {
      const file = form.get('file');
      if (!(file instanceof File)) throw new Error('the form has no part "file"');
      const answer = (status: number, body: unknown): void => {
        this.status = status;
        this.responseText = JSON.stringify(body);
        this.end('load');
      };
      line.push({
        name: file.name,
        key: this.key,
        progress: (loaded) => this.upload.dispatchEvent(new ProgressEvent('progress', { loaded, total: file.size, lengthComputable: true })),
        answer,
        store: (id) => answer(201, { id, name: file.name, size: file.size, content_type: 'image/png', width: 4, height: 3 }),
        cut: () => this.end('error'),
        aborted: () => this.stopped,
      });
    }
    private end(event: string): void {
      this.dispatchEvent(new ProgressEvent(event));
      this.dispatchEvent(new ProgressEvent('loadend'));
    }
  }
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  return line;
}
