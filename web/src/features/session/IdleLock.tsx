import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { signInSettingsQuery } from '@/shared/account/queries';
import { lock } from './lock';

/** Shared by all tabs of this browser: someone at work in one of them is not away from the others. */
const touchedKey = 'talaan-touched';
const noteEvery = 5_000;
const lookEvery = 10_000;

/** Calls `away` once nobody has touched any tab for so long. Returns the function that ends it. */
export function watchIdle(milliseconds: number, away: () => void): () => void {
  let noted = 0;
  const note = (): void => {
    const now = Date.now();
    if (now - noted < noteEvery) return;
    noted = now;
    localStorage.setItem(touchedKey, String(now));
  };
  const look = (): void => {
    const touched = Number(localStorage.getItem(touchedKey));
    // A clock that was set back must not keep the page open for ever.
    if (Math.abs(Date.now() - touched) >= milliseconds) away();
  };
  const kinds = ['keydown', 'pointerdown', 'wheel', 'touchstart'];
  for (const kind of kinds) globalThis.addEventListener(kind, note, { capture: true, passive: true });
  note();
  const timer = setInterval(look, lookEvery);
  return () => {
    clearInterval(timer);
    for (const kind of kinds) globalThis.removeEventListener(kind, note, { capture: true });
  };
}

/** Locks the page by itself after as long without a touch as the hospital has set. */
export function IdleLock() {
  const minutes = useQuery(signInSettingsQuery).data?.lock_minutes ?? 0;
  useEffect(() => (minutes > 0 ? watchIdle(minutes * 60_000, lock) : undefined), [minutes]);
  return null;
}
