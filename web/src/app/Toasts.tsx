import { lazy, Suspense } from 'react';
import { toastsWanted } from '@/components/toast';
import { useStore } from '@/lib/useStore';

const ToastHost = lazy(async () => ({ default: (await import('./ToastHost')).ToastHost }));

/** The place for toasts, fetched with the first one. */
export function Toasts() {
  const wanted = useStore(toastsWanted);
  return wanted ? (
    <Suspense>
      <ToastHost />
    </Suspense>
  ) : null;
}
