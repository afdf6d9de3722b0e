import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionEnded } from '@/api/connection';
import { asProblem } from '@/api/problem';
import { ErrorState } from '@/components/ErrorState';
import { LockScreen } from '@/features/session/LockScreen';
import { SignInPage } from '@/features/session/SignInPage';
import { meQuery } from '@/lib/permissions';
import { useStore } from '@/lib/useStore';
import { startLive } from './live';
import { Shell } from './Shell';
import classes from './Shell.module.css';

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
        <Shell me={me.data} />
        {ended && <LockScreen me={me.data} />}
      </>
    );
  }
  if (me.isPending) return <div className={classes.splash} aria-busy="true" />;
  if (asProblem(me.error).status === 401) return <SignInPage />;
  return (
    <main className={classes.splash}>
      <ErrorState error={me.error} onRetry={() => me.refetch()} />
    </main>
  );
}
