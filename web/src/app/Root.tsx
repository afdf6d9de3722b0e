import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { lockedHere, restoring, sessionBarred, sessionEnded } from '@/api/connection';
import { asProblem } from '@/api/problem';
import { ErrorState } from '@/components/ErrorState';
import { fetched } from '@/lib/fetched';
import { meQuery } from '@/lib/permissions';
import { useStore } from '@/lib/useStore';
import { startLive } from './live';
import { RestoreCover } from './RestoreCover';
import classes from './Shell.module.css';

// Whoever is signed in does not wait for the sign-in page, and the other way round.
const Shell = lazy(async () => ({ default: (await fetched(() => import('./Shell'))).Shell }));
const SignInPage = lazy(async () => ({ default: (await fetched(() => import('@/features/session/SignInPage'))).SignInPage }));
const LockScreen = lazy(async () => ({ default: (await fetched(() => import('@/features/session/LockScreen'))).LockScreen }));
const FirstSteps = lazy(async () => ({ default: (await fetched(() => import('@/features/session/FirstSteps'))).FirstSteps }));
const IdleLock = lazy(async () => ({ default: (await fetched(() => import('@/features/session/IdleLock'))).IdleLock }));

function Splash() {
  return <div className={classes.splash} aria-busy="true" />;
}

/** What stands in front, or the cover over all of it while a backup is restored. */
export function Root() {
  const covered = useStore(restoring);
  return (
    <>
      <Front shut={covered} />
      {covered && <RestoreCover />}
    </>
  );
}

/**
 * Decides what stands in front: the sign-in, the application, or the application covered by what must come first. `shut`
 * while nothing is to be had of the server.
 */
function Front({ shut }: { shut: boolean }) {
  const queryClient = useQueryClient();
  // A tab that is looked at again may have been locked from another.
  const found = useQuery({ ...meQuery, refetchOnWindowFocus: 'always' });
  const me = found.data;
  const ended = useStore(sessionEnded);
  const locked = useStore(lockedHere) || me?.locked === true;
  const barred = useStore(sessionBarred);
  // Something on the cover is shown only once, and stays until it is put away.
  const [held, setHeld] = useState(false);
  // The page beneath a cover is there only if it was there before.
  const [entered, setEntered] = useState(false);
  const steps = held || me?.must_change_password === true || me?.must_set_up_second_factor === true;
  const open = me !== undefined && !ended && !locked && !steps && !shut;
  if (open && !entered) setEntered(true);
  // Whoever signs in again is told that the hospital is not as they left it.
  const [restored, setRestored] = useState(false);
  if (shut !== restored && (shut || open)) setRestored(shut);

  useEffect(() => {
    if (!barred) return;
    void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }).finally(() => sessionBarred.set(false));
  }, [barred, queryClient]);

  useEffect(() => {
    if (!open) return;
    const stop = startLive(queryClient);
    return stop;
  }, [open, queryClient]);

  // What changed behind the cover is not known: look again at all that is shown.
  useEffect(() => {
    if (open || !entered) return;
    return () => void queryClient.invalidateQueries();
  }, [open, entered, queryClient]);

  if (me !== undefined) {
    return (
      <>
        {(open || entered) && (
          <div className={classes.under} data-covered={!open || undefined} inert={!open}>
            <Suspense fallback={<Splash />}>
              <Shell me={me} />
            </Suspense>
          </div>
        )}
        <Suspense fallback={open ? null : <div className={classes.cover} />}>
          {open && <IdleLock />}
          {!open && (ended || locked) && <LockScreen me={me} ended={ended} restored={restored} />}
          {steps && !ended && !locked && <FirstSteps me={me} onHold={setHeld} />}
        </Suspense>
      </>
    );
  }
  if (found.isPending) return <Splash />;
  if (asProblem(found.error).status === 401) {
    return (
      <Suspense fallback={<Splash />}>
        <SignInPage />
      </Suspense>
    );
  }
  return (
    <main className={classes.splash}>
      <ErrorState error={found.error} onRetry={() => found.refetch()} />
    </main>
  );
}
