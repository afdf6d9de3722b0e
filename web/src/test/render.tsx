import { MantineProvider } from '@mantine/core';
import { Toasts } from '@/app/Toasts';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render, type RenderResult } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import '@/app/i18n';
import { createQueryClient } from '@/app/queryClient';
import { theme } from '@/app/theme';
import { lockedHere, reachable, restoring, sessionBarred, sessionEnded } from '@/api/connection';
import { type Me, meQuery } from '@/lib/permissions';

type Responder = (request: Request) => Response | Promise<Response>;

/** What a made-up server answers: by "METHOD /path", either data (200) or a function of the request. */
export type Answers = Record<string, Record<string, unknown> | readonly unknown[] | Responder>;

export interface Sent {
  method: string;
  path: string;
  body: unknown;
  idempotencyKey: string | null;
}

/** Stands in for the network. Unknown paths answer 404; a function may return a Response or throw to be unreachable. */
export function answerWith(answers: Answers): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (input: Request | string | URL) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin));
    const { pathname } = new URL(request.url);
    const text = await request.clone().text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    sent.push({ method: request.method, path: pathname, body, idempotencyKey: request.headers.get('Idempotency-Key') });
    const answer = answers[`${request.method} ${pathname}`];
    if (answer === undefined) return problemResponse(404, 'There is no such thing.');
    return typeof answer === 'function' ? answer(request) : Response.json(answer);
  });
  return sent;
}

export function problemResponse(status: number, detail: string, errors: { location: string; message: string }[] = [], type?: string): Response {
  return new Response(JSON.stringify({ type, status, detail, errors }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}

interface RenderOptions {
  /** Who is signed in; nobody by default. */
  me?: Me;
}

/** Renders a part of the page as the application would: theme, catalogue, queries and a router around it. */
export function renderPage(part: React.ReactNode, { me }: RenderOptions = {}): RenderResult & { user: UserEvent } {
  reachable.set(true);
  sessionEnded.set(false);
  sessionBarred.set(false);
  lockedHere.set(false);
  restoring.set(false);
  const queryClient = createQueryClient();
  queryClient.setDefaultOptions({ queries: { retry: false, networkMode: 'always' } });
  if (me !== undefined) queryClient.setQueryData(meQuery.queryKey, me);
  const root = createRootRoute();
  const any = createRoute({ getParentRoute: () => root, path: '$', component: () => part });
  const index = createRoute({ getParentRoute: () => root, path: '/', component: () => part });
  const router = createRouter({ routeTree: root.addChildren([index, any]), history: createMemoryHistory({ initialEntries: ['/'] }) });
  const result = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queryClient}>
        <Toasts />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, user: userEvent.setup() };
}
