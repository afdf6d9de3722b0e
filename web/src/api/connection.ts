/**
 * What the page knows about the line to the server and about its own session. Plain stores that the fetch client writes
 * and components read, so that one failing request anywhere tells the whole page.
 */
export interface Store<T> {
  get: () => T;
  set: (next: T) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** False from the first request that got no answer until the next one that did. */
export const reachable = createStore(true);

/** True from the moment someone locked this page, whether or not the server has heard of it yet. */
export const lockedHere = createStore(false);

/** True once the server refused because the session is locked or barred, until the page has asked what stands in the way. */
export const sessionBarred = createStore(false);

/** True once the server said 401 to someone: the page stays as it is and asks to sign in again. */
export const sessionEnded = createStore(false);

/**
 * True from the first request that was turned away because a backup takes the place of the present, until the page has
 * seen that the hospital is open again.
 */
export const restoring = createStore(false);
