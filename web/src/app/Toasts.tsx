import { lazy, Suspense } from 'react';
import { toastsWanted } from '@/components/toast';
import { fetched } from '@/lib/fetched';
import { useStore } from '@/lib/useStore';

/** What stands in when the server is a newer one, which has another page's code: no toasts are better than no page. */
function NoToasts(): React.ReactNode {
  return null;
}

const ToastHost = lazy<() => React.ReactNode>(() =>
  fetched(() => import('./ToastHost')).then(
    (code) => ({ default: code.ToastHost }),
    () => ({ default: NoToasts }),
  ),
);

/** The place for toasts, fetched with the first one. */
export function Toasts() {
  const wanted = useStore(toastsWanted);
  return wanted ? (
    <Suspense>
      <ToastHost />
    </Suspense>
  ) : null;
}
