/** One complaint of the server about one place in what was sent. */
export interface FieldProblem {
  location: string;
  message: string;
}

const fieldPrefix = 'body.';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readFieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((entry) => ({
    location: text(entry['location']) ?? '',
    message: text(entry['message']) ?? '',
  }));
}

/** `body.patient.names[0].given` becomes the form path `patient.names.0.given`; other locations name no field. */
export function formPath(location: string): string | undefined {
  if (!location.startsWith(fieldPrefix)) return undefined;
  const path = location.slice(fieldPrefix.length).replaceAll(/\[(\d+)\]/g, '.$1');
  return path === '' ? undefined : path;
}

/**
 * What went wrong with a request, in words fit to be shown. `status` is 0 when no answer came at all.
 * `body` is the whole answer, for the few who need more than words (the record as it is now, likely duplicates).
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** Which refusal it is, when the page must do something about it. */
  readonly type: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly body: unknown;

  constructor(
    status: number,
    detail: string,
    rest: { type?: string | undefined; fields?: FieldProblem[]; requestId?: string | undefined; retryAfterSeconds?: number | undefined; body?: unknown } = {},
  ) {
    super(detail);
    this.status = status;
    this.type = rest.type;
    this.fields = rest.fields ?? [];
    this.requestId = rest.requestId;
    this.retryAfterSeconds = rest.retryAfterSeconds;
    this.body = rest.body;
  }

  static unreachable(): Problem {
    return new Problem(0, 'The server does not answer. Nothing you typed is lost: try again in a moment.');
  }

  static from(response: Response, body: unknown): Problem {
    const fields = isRecord(body) ? readFieldProblems(body['errors']) : [];
    const detail = isRecord(body) ? (text(body['detail']) ?? text(body['title'])) : undefined;
    const requestId = isRecord(body) ? text(body['request_id']) : undefined;
    const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    return new Problem(response.status, detail ?? fallback(response.status), {
      type: isRecord(body) ? text(body['type']) : undefined,
      fields,
      requestId: requestId ?? response.headers.get('X-Request-Id') ?? undefined,
      retryAfterSeconds: Number.isNaN(wait) ? undefined : wait,
      body,
    });
  }

  get unreachable(): boolean {
    return this.status === 0;
  }

  /** The patient whose chart is outside of the person's duty: it can be asked for again once a reason is given. */
  get leaveNeeded(): number | undefined {
    const patientId = isRecord(this.body) ? this.body['leave_needed'] : undefined;
    return typeof patientId === 'number' && patientId > 0 ? patientId : undefined;
  }

  /** The session lives, but something must be done before it may be used: GET /me says what. */
  get barred(): boolean {
    return this.type === 'urn:talaan:locked' || this.type === 'urn:talaan:password-change-needed' || this.type === 'urn:talaan:second-factor-needed';
  }

  /** The password was right; the code of the second factor is asked for. */
  get codeNeeded(): boolean {
    return this.type === 'urn:talaan:code-needed';
  }

  /** The PIN does not unlock any more, or none is set: the password is asked for. */
  get passwordNeeded(): boolean {
    return this.type === 'urn:talaan:password-needed';
  }

  /** Everything is turned away for a moment, because a backup takes the place of the present. */
  get restoring(): boolean {
    return this.type === 'urn:talaan:restoring';
  }

  get conflict(): boolean {
    return this.status === 409;
  }

  /** The server may do better in a moment: no answer, overload, or a fault of its own. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Messages by form path; the first message of a field wins. */
  fieldErrors(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const field of this.fields) {
      const path = formPath(field.location);
      if (path !== undefined && field.message !== '') found[path] ??= field.message;
    }
    return found;
  }
}

function fallback(status: number): string {
  if (status === 401) return 'You are not signed in.';
  if (status === 403) return 'You may not do this.';
  if (status === 404) return 'This record does not exist, or no longer.';
  if (status === 409) return 'Someone else changed this meanwhile.';
  if (status === 413) return 'This is too large to send.';
  if (status === 429) return 'Too many attempts. Wait a moment, then try again.';
  if (status >= 500) return 'The server failed at this. Try again; if it happens again, tell your administrator.';
  return 'The server refused this.';
}

/** Turns whatever was thrown into a Problem, so that a view has one thing to show. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(-1, error instanceof Error && error.message !== '' ? error.message : 'Something went wrong on this page.');
}
