import { lockedHere, reachable } from '@/api/connection';
import { asProblem } from '@/api/problem';
import { lockSession } from './queries';

async function tellServer(): Promise<void> {
  try {
    await lockSession();
  } catch (error) {
    if (!asProblem(error).unreachable) return;
    // It is told as soon as it answers again, if the page is still locked then.
    const stop = reachable.subscribe(() => {
      if (!reachable.get()) return;
      stop();
      if (lockedHere.get()) void tellServer();
    });
  }
}

/** Locks the session. The page is covered first: whether or not the server hears of it, nobody reads on. */
export function lock(): void {
  lockedHere.set(true);
  void tellServer();
}
