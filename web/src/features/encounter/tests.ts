import { asProblem } from '@/api/problem';
import { type IdempotencyHeaders, newKey } from '@/lib/formKey';
import type { LabTest } from '@/shared/lab/queries';
import { serviceChoice, type ServiceChoice } from '@/shared/lab/ServiceField';
import type { LabRequest } from './queries';

/** One test that is about to be asked for. */
export interface Line {
  /** Names it on this page, and is its idempotency key at the server. */
  key: string;
  test_type: string;
  service: ServiceChoice | null;
  urgent: boolean;
  /** Why the server did not take it. */
  said: string | null;
}

export function lineFor(name: string, test: LabTest | null): Line {
  return { key: newKey(), test_type: name, service: test === null ? null : serviceChoice(test.service_id, test.service_name), urgent: false, said: null };
}

export function hasLine(lines: readonly Line[], name: string): boolean {
  return lines.some((line) => line.test_type.toLowerCase() === name.toLowerCase());
}

type Send = (body: LabRequest, headers: IdempotencyHeaders) => Promise<unknown>;

/**
 * Asks for each test, one request after the other. Those that were not taken come back with the reason; after a lost
 * line they keep their key, so that sending them again asks once.
 */
export async function requestEach(lines: readonly Line[], note: string, send: Send): Promise<Line[]> {
  const left: Line[] = [];
  for (const line of lines) {
    const body = { test_type: line.test_type, request_note: note.trim(), urgent: line.urgent, service_id: line.service?.id ?? null };
    try {
      await send(body, { 'Idempotency-Key': line.key });
    } catch (error) {
      const problem = asProblem(error);
      const fields = Object.values(problem.fieldErrors());
      left.push({ ...line, key: problem.transient || problem.status === 401 ? line.key : newKey(), said: [problem.message, ...fields].join(' ') });
    }
  }
  return left;
}
