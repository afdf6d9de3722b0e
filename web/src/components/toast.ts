import { asProblem } from '@/api/problem';
import { createStore } from '@/api/connection';

export interface ToastAction {
  label: string;
  onClick: () => void;
}

export interface Toast {
  kind: 'done' | 'failed';
  message: string;
  action?: ToastAction | undefined;
}

/** Becomes true with the first toast; until then nothing that shows toasts needs to be loaded. */
export const toastsWanted = createStore(false);

type Show = (toast: Toast) => void;
let waiting: Toast[] = [];
let show: Show = (toast) => {
  waiting.push(toast);
};

/** Called once by the host that shows toasts; it gets those that came before it, too. */
export function hostToasts(host: Show): void {
  show = host;
  for (const each of waiting) host(each);
  waiting = [];
}

function raise(one: Toast): void {
  toastsWanted.set(true);
  show(one);
}

/** Says what happened, and offers to undo or open it. Texts come translated. */
export const toast = {
  done(message: string, action?: ToastAction): void {
    raise({ kind: 'done', message, action });
  },
  failed(error: unknown): void {
    raise({ kind: 'failed', message: asProblem(error).message });
  },
};
