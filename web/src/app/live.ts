import type { QueryClient } from '@tanstack/react-query';
import { createStore, reachable } from '@/api/connection';

/** Whether changes made at other stations arrive by themselves at this moment. */
export const live = createStore<'connecting' | 'live' | 'reconnecting'>('connecting');

/** What else on the screen shows a part of a changed thing (a name on a bill, a running total on a bed). */
const shownWithin: Record<string, readonly string[]> = {
  patient: ['encounter', 'bill', 'bed', 'lab', 'patient'],
  encounter: ['encounter', 'patient', 'bed', 'bill'],
  stay: ['encounter', 'bed', 'room', 'bill'],
  lab: ['lab', 'encounter', 'patient'],
  bill: ['bill', 'encounter', 'bed', 'promissory_note'],
  promissory_note: ['bill', 'promissory_note'],
  shift: ['shift'],
  bed: ['bed', 'room'],
  room: ['room', 'bed'],
  department: ['department', 'icd_mapping', 'user'],
  service: ['service'],
  icd_mapping: ['icd_mapping'],
  user: ['user', 'me'],
  hospital: ['hospital'],
  media: ['lab'],
  'media-settings': ['media-settings'],
  legal_hold: ['legal_hold', 'retention'],
  'retention-settings': ['retention-settings', 'retention'],
  'sign-in-settings': ['sign-in-settings', 'me'],
};

export interface Change {
  entity: string;
  /** null when many records of this kind changed at once, which the server names 0: a tick of the bed meter. */
  id: number | null;
}

/** Reads the data of a change event; null when it is not one. */
export function readChange(data: string): Change | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || !('entity' in parsed) || typeof parsed.entity !== 'string') return null;
  const id = 'id' in parsed && typeof parsed.id === 'number' && parsed.id > 0 ? parsed.id : null;
  return { entity: parsed.entity, id };
}

/**
 * True when a query may show something of the change. Keys begin with the entity's name; [entity, 'one', id, ...] is
 * about one record and is left alone when another record of the same kind changed.
 */
export function concerns(queryKey: readonly unknown[], change: Change): boolean {
  const [entity, kind, id] = queryKey;
  if (entity === 'home') return true;
  if (typeof entity !== 'string') return false;
  if (entity === change.entity) return kind !== 'one' || change.id === null || String(id) === String(change.id);
  return (shownWithin[change.entity] ?? []).includes(entity);
}

const gatherMilliseconds = 300;
const pollMilliseconds = 10_000;
const probeMilliseconds = 2_000;
const longestProbe = 5_000;
const longestWait = 15_000;

/**
 * Keeps the page's queries true to the server: events while the line stands, a slow poll while it does not, and one
 * refresh of everything shown whenever it comes back. Returns the function that ends it.
 */
export function startLive(queryClient: QueryClient): () => void {
  let source: EventSource | undefined;
  let failures = 0;
  let everConnected = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let pending: Change[] = [];

  const flush = (): void => {
    gather = undefined;
    const changes = pending;
    pending = [];
    void queryClient.invalidateQueries({ predicate: (query) => changes.some((change) => concerns(query.queryKey, change)) });
  };

  const refreshAll = (): void => {
    void queryClient.invalidateQueries({ refetchType: 'active' });
  };

  const stopPolling = (): void => {
    clearTimeout(poll);
    poll = undefined;
  };

  const pollOnce = async (): Promise<void> => {
    try {
      const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(longestProbe) });
      reachable.set(answer.ok);
      if (answer.ok) refreshAll();
    } catch {
      reachable.set(false);
    }
  };

  // A request may get no answer while the events' own line stands: the server is asked then, too, until it answers.
  const pollWhileNeeded = (): void => {
    if (source === undefined || (reachable.get() && live.get() === 'live')) {
      stopPolling();
      return;
    }
    poll ??= setTimeout(
      () => {
        poll = undefined;
        void pollOnce().finally(pollWhileNeeded);
      },
      reachable.get() ? pollMilliseconds : probeMilliseconds,
    );
  };

  const unfollow = reachable.subscribe(() => {
    stopPolling(); // the pace is another one now
    pollWhileNeeded();
  });

  const connect = (): void => {
    clearTimeout(retry);
    source?.close();
    const opened = new EventSource('/api/v1/events');
    source = opened;

    opened.addEventListener('open', () => {
      reachable.set(true);
      live.set('live');
      pollWhileNeeded();
      failures = 0;
      // What changed while nobody listened is unknown: look again at all that is shown.
      if (everConnected) refreshAll();
      everConnected = true;
    });

    opened.addEventListener('change', (event: MessageEvent<unknown>) => {
      const change = typeof event.data === 'string' ? readChange(event.data) : null;
      if (change === null) return;
      pending.push(change);
      gather ??= setTimeout(flush, gatherMilliseconds);
    });

    opened.addEventListener('error', () => {
      // The browser's own reconnecting gives up after an answer such as 503, so it is done here.
      opened.close();
      if (source !== opened) return;
      failures += 1;
      everConnected = true;
      live.set('reconnecting');
      if (failures === 1) void pollOnce().finally(pollWhileNeeded);
      else pollWhileNeeded();
      retry = setTimeout(connect, Math.min(longestWait, 500 * 2 ** Math.min(failures, 6)));
    });
  };

  // A browser allows few lines to one server, shared by all its tabs: a tab that nobody sees gives its line back.
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') {
      clearTimeout(retry);
      stopPolling();
      source?.close();
      source = undefined;
    } else if (source === undefined) {
      connect();
    }
  };

  document.addEventListener('visibilitychange', onVisibility);
  connect();

  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    unfollow();
    clearTimeout(retry);
    clearTimeout(gather);
    stopPolling();
    source?.close();
    source = undefined;
    live.set('connecting');
  };
}
