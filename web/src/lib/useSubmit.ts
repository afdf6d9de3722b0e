import { useCallback, useRef, useState } from 'react';
import { asProblem, Problem } from '@/api/problem';
import { type IdempotencyHeaders, useFormKey } from './formKey';

/** The part of a @mantine/form form that is needed to point at the fields the server complained about. */
export interface FieldForm {
  getValues: () => object;
  setErrors: (errors: Record<string, string>) => void;
  getInputNode: (path: string) => HTMLElement | null;
}

function hasPath(values: unknown, path: string): boolean {
  let at: unknown = values;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(step in at)) return false;
    at = Object.entries(at).find(([key]) => key === step)?.[1];
  }
  return true;
}

/** What of a problem belongs under a field of the form, and what must be said above the form. */
export function splitProblem(problem: Problem, values: object): { fields: Record<string, string>; rest: string[] } {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const [path, message] of Object.entries(problem.fieldErrors())) {
    if (hasPath(values, path)) fields[path] = message;
    else rest.push(`${path}: ${message}`);
  }
  return { fields, rest };
}

function isUsedKey(problem: Problem): boolean {
  return problem.fields.some((field) => field.location === 'header.Idempotency-Key');
}

/**
 * The key is known with other content: an earlier try, whose answer never came, was saved after all, and the form was
 * changed since. Sending the change as a second act is for the person to decide, in a new form.
 */
function explainUsedKey(problem: Problem): Problem {
  if (!isUsedKey(problem)) return problem;
  return new Problem(problem.status, 'Your first try was saved after all. Close this form and look before you send anything again.', {
    fields: [...problem.fields],
    requestId: problem.requestId,
  });
}

export interface Submit<V> {
  submit: (values: V) => void;
  busy: boolean;
  /** Why the last try failed; null while sending and after success. */
  problem: Problem | null;
  clearProblem: () => void;
}

/**
 * Sends a form exactly once. A second submit while one is under way is ignored (even within the same frame), a retry
 * after a lost line carries the same idempotency key, and complaints about fields land under those fields.
 */
export function useSubmit<V, R>(options: {
  form?: FieldForm;
  send: (values: V, headers: IdempotencyHeaders) => Promise<R>;
  done?: (result: R, values: V) => unknown;
  failed?: (problem: Problem, values: V) => unknown;
}): Submit<V> {
  const { form, send, done, failed } = options;
  const { headers, renew } = useFormKey();
  const sending = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const run = async (values: V): Promise<void> => {
    sending.current = true;
    setBusy(true);
    setProblem(null);
    try {
      const result = await send(values, headers());
      renew();
      await done?.(result, values);
    } catch (error) {
      const found = explainUsedKey(asProblem(error));
      // Bad input will be sent again with other content, which is another act. After a lost line, a fault of the
      // server or a sign-in in between it is the same act, and must keep its key.
      if (!found.transient && found.status !== 401 && !isUsedKey(found)) renew();
      if (form !== undefined) {
        const { fields } = splitProblem(found, form.getValues());
        form.setErrors(fields);
        const first = Object.keys(fields)[0];
        if (first !== undefined) form.getInputNode(first)?.focus();
      }
      setProblem(found);
      failed?.(found, values);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  return {
    submit: (values) => {
      if (!sending.current) void run(values);
    },
    busy,
    problem,
    clearProblem: useCallback(() => setProblem(null), []),
  };
}
