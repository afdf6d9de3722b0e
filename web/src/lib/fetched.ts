import { api, unwrap } from '@/api/client';
import { reachable } from '@/api/connection';

const longestWait = 3000;

/** Whether the hospital is open: while a backup is restored the server is there, and has not one part of the page. */
async function answers(): Promise<boolean> {
  try {
    await unwrap(api.GET('/api/v1/hospital'));
    return true;
  } catch {
    return false;
  }
}

/** Resolves when anything is answered, or after a while. */
function nextChance(): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = reachable.subscribe(() => go());
    const timer = setTimeout(() => go(), longestWait);
    const go = (): void => {
      unsubscribe();
      clearTimeout(timer);
      resolve();
    };
  });
}

/**
 * Code of the page that is fetched when it is first wanted. While the server does not answer it is asked for again and
 * again: a line that is cut may leave a gap where the part belongs, and never takes away what is shown and typed
 * beside it. Rejects when the server answers and does not have it.
 */
export async function fetched<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch {
      if (await answers()) return load();
      await nextChance();
    }
  }
}
