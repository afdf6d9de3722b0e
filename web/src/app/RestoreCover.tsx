import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { reachable, restoring } from '@/api/connection';
import { asProblem } from '@/api/problem';
import { WordMark } from '@/components/WordMark';
import { meQuery } from '@/lib/permissions';
import { useStore } from '@/lib/useStore';
import classes from './RestoreCover.module.css';

const askMilliseconds = 2_000;

/**
 * Over all that is open, at every station, while a backup takes the place of the present. It goes when the server answers
 * again: what it then says of the session leads on. It is there from the start, since nothing can be fetched meanwhile,
 * and is a dialog of the browser, so that nothing beneath takes a key or is read aloud.
 */
export function RestoreCover() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const answers = useStore(reachable);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Keys of the page work without anything in it being focused, and Esc would close a dialog beneath unseen.
    const swallow = (event: KeyboardEvent): void => {
      event.stopImmediatePropagation();
      if (event.key === 'Escape') event.preventDefault();
    };
    window.addEventListener('keydown', swallow, { capture: true });
    const title = document.title;
    document.title = 'Talaan';
    return () => {
      window.removeEventListener('keydown', swallow, { capture: true });
      document.title = title;
      shown?.close();
    };
  }, []);

  useEffect(() => {
    const ended = new AbortController();
    const ask = async (): Promise<void> => {
      const status = await api.GET('/api/v1/me', { signal: ended.signal }).then(
        ({ response }) => response.status,
        () => 0,
      );
      if (status === 0 || status >= 500) return;
      restoring.set(false);
      // A page that was opened meanwhile does not know yet whether anybody is signed in.
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey, exact: true, predicate: ({ state }) => asProblem(state.error).status !== 401 });
    };
    const timer = setInterval(() => void ask(), askMilliseconds);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [queryClient]);

  const words = t('The hospital is being restored from a backup. Please wait.');
  return (
    <dialog ref={dialog} className={classes.cover} aria-label={words} onCancel={(event) => event.preventDefault()}>
      <div className={classes.card} role="status">
        <WordMark />
        <p className={classes.words}>{words}</p>
        <p className={classes.more}>
          {answers
            ? t('This page goes on by itself when it is done. Then everybody signs in again. Do not close it: what you typed stays here.')
            : t('The server does not answer just now; this page goes on by itself when it is back. What you typed stays here.')}
        </p>
      </div>
    </dialog>
  );
}
