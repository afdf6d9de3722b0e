import createClient, { type Middleware } from 'openapi-fetch';
import { reachable, restoring, sessionBarred, sessionEnded } from './connection';
import { someonePresent } from './presence';
import { Problem } from './problem';
import type { paths } from './schema';

const signInPath = '/api/v1/sessions';

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

const watch: Middleware = {
  onRequest({ request }) {
    // The page refreshes itself all day; the session of someone who went away ends all the same.
    if (!someonePresent()) request.headers.set('Talaan-Background', 'true');
  },
  onResponse({ request, response, schemaPath }) {
    // A gateway that answers for a dead server is no answer either.
    reachable.set(response.status !== 502 && response.status !== 504);
    // Signing in says 401 of a wrong password, which ends no session.
    const signingIn = schemaPath === signInPath && request.method === 'POST';
    if (response.status === 401 && !signingIn) sessionEnded.set(true);
  },
  onError({ error }) {
    // A request that was cancelled says nothing about the server.
    if (isAbort(error)) return;
    reachable.set(false);
    return Problem.unreachable();
  },
};

/** The one client. Paths are complete, as in the generated schema: `api.GET('/api/v1/me')`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  // Looked up at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});
api.use(watch);

interface Answer<D> {
  data?: D;
  error?: unknown;
  response: Response;
}

function refusal(response: Response, body: unknown): Problem {
  const problem = Problem.from(response, body);
  if (problem.barred) sessionBarred.set(true);
  if (problem.restoring) restoring.set(true);
  return problem;
}

/** The data of a successful answer; a Problem is thrown for any other. */
export async function unwrap<D>(call: Promise<Answer<D>>): Promise<D> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw refusal(response, error);
  return data;
}

/** For answers without a body (204): returns when done, throws a Problem otherwise. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw refusal(response, error);
}
