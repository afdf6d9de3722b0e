import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute, wideRoute } from '@/lib/routes';
import { readQueueSearch } from './queue/search';

export const pendingRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/queues/pending',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => fetched(() => import('./queue/pages')), 'PendingPage'),
});
export const codingRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/queues/coding',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => fetched(() => import('./queue/pages')), 'CodingPage'),
});
export const outpatientsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/queues/outpatients',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => fetched(() => import('./queue/pages')), 'OutpatientsPage'),
});
export const admittedRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/queues/admitted',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => fetched(() => import('./queue/pages')), 'AdmittedPage'),
});
export const caseRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/cases/$encounterId',
  component: lazyRouteComponent(() => fetched(() => import('./case/CasePage')), 'CasePage'),
});

export const encounterRoutes = {
  reading: [caseRoute],
  wide: [pendingRoute, codingRoute, outpatientsRoute, admittedRoute],
} as const;
