import { createRoute } from '@tanstack/react-router';
import { readingRoute, wideRoute } from '@/lib/routes';

export const pendingRoute = createRoute({ getParentRoute: () => wideRoute, path: '/queues/pending' });
export const codingRoute = createRoute({ getParentRoute: () => wideRoute, path: '/queues/coding' });
export const outpatientsRoute = createRoute({ getParentRoute: () => wideRoute, path: '/queues/outpatients' });
export const admittedRoute = createRoute({ getParentRoute: () => wideRoute, path: '/queues/admitted' });
export const caseRoute = createRoute({ getParentRoute: () => readingRoute, path: '/cases/$encounterId' });

export const encounterRoutes = {
  reading: [caseRoute],
  wide: [pendingRoute, codingRoute, outpatientsRoute, admittedRoute],
} as const;
