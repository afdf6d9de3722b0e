import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute } from '@/lib/routes';

export interface CheckInSearch {
  /** A registered patient who comes again. */
  patient?: number;
  /** The case whose slip is shown. */
  slip?: number;
}

function id(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

export const checkInRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/check-in',
  validateSearch: (search: Record<string, unknown>): CheckInSearch => {
    const patient = id(search['patient']);
    const slip = id(search['slip']);
    return { ...(patient === undefined ? {} : { patient }), ...(slip === undefined ? {} : { slip }) };
  },
  component: lazyRouteComponent(() => fetched(() => import('./CheckInPage')), 'CheckInPage'),
});

export const receptionRoutes = { reading: [checkInRoute], wide: [] } as const;
