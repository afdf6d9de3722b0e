import { useCallback, useState } from 'react';

export interface Dialogs<Name extends string> {
  /** Kept on the page since it was first opened, so that closing it loses nothing that was typed. */
  isKept: (name: Name) => boolean;
  isOpen: (name: Name) => boolean;
  open: (name: Name) => void;
  close: () => void;
  /** Its act is done: the next opening begins anew. */
  finish: () => void;
}

/** Dialogs of a page, one open at a time. */
export function useDialogs<Name extends string>(): Dialogs<Name> {
  const [shown, setShown] = useState<Name | null>(null);
  const [kept, setKept] = useState<readonly Name[]>([]);
  const open = useCallback((name: Name) => {
    setKept((names) => (names.includes(name) ? names : [...names, name]));
    setShown(name);
  }, []);
  const close = useCallback(() => setShown(null), []);
  const finish = useCallback(() => {
    setShown(null);
    setKept([]);
  }, []);
  return { isKept: (name) => kept.includes(name), isOpen: (name) => shown === name, open, close, finish };
}
