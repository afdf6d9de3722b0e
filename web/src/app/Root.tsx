import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { sessionEnded } from '@/api/connection';
import { asProblem } from '@/api/problem';
import { ErrorState } from '@/components/ErrorState';
import { fetched } from '@/lib/fetched';
import { meQuery } from '@/lib/permissions';
import { useStore } from '@/lib/useStore';
import { startLive } from './live';
import classes from './Shell.module.css';

// Whoever is signed in does not wait for the sign-in page, and the other way round.
const Shell = lazy(async () => ({ default: (await fetched(() => import('./Shell'))).Shell }));
const SignInPage = lazy(async () => ({ default: (await fetched(() => import('@/features/session/SignInPage'))).SignInPage }));
const LockScreen = lazy(async () => ({ default: (await fetched(() => import('@/features/session/LockScreen'))).LockScreen }));

function Splash() {
  return <div className={classes.splash} aria-busy="true" />;
}

/** Decides what stands in front: the sign-in, the application, or the application covered by the lock. */
export function Root() {
  const queryClient = useQueryClient();
  const me = useQuery(meQuery);
  const ended = useStore(sessionEnded);
  const signedIn = me.data !== undefined && !ended;

  useEffect(() => {
    if (!signedIn) return;
    return startLive(queryClient);
  }, [signedIn, queryClient]);

  if (me.data !== undefined) {
    return (
      <>
        <Suspense fallback={<Splash />}>
          <Shell me={me.data} />
        </Suspense>
        {ended && (
          <Suspense fallback={<div className={classes.cover} />}>
            <LockScreen me={me.data} />
          </Suspense>
        )}
      </>
    );
  }
  if (me.isPending) return <Splash />;
  if (asProblem(me.error).status === 401) {
    return (
      <Suspense fallback={<Splash />}>
        <SignInPage />
      </Suspense>
    );
  }
  return (
    <main className={classes.splash}>
      <ErrorState error={me.error} onRetry={() => me.refetch()} />
    </main>
  );
}
