import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readingRoute, wideRoute } from '@/lib/routes';
import { readLabSearch, readNewResultSearch } from './search';

export const labsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/labs',
  validateSearch: readLabSearch,
  component: lazyRouteComponent(() => import('./LabsPage'), 'LabsPage'),
});
export const newLabRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/labs/new',
  validateSearch: readNewResultSearch,
  component: lazyRouteComponent(() => import('./NewResultPage'), 'NewResultPage'),
});
export const labRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/labs/$labId',
  component: lazyRouteComponent(() => import('./LabPage'), 'LabPage'),
});

export const labRoutes = { reading: [newLabRoute, labRoute], wide: [labsRoute] } as const;
