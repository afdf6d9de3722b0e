import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute, wideRoute } from '@/lib/routes';
import { readLabSearch, readNewResultSearch } from './search';

export const labsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/labs',
  validateSearch: readLabSearch,
  component: lazyRouteComponent(() => fetched(() => import('./LabsPage')), 'LabsPage'),
});
export const newLabRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/labs/new',
  validateSearch: readNewResultSearch,
  component: lazyRouteComponent(() => fetched(() => import('./NewResultPage')), 'NewResultPage'),
});
export const labRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/labs/$labId',
  component: lazyRouteComponent(() => fetched(() => import('./LabPage')), 'LabPage'),
});

export const labRoutes = { reading: [newLabRoute, labRoute], wide: [labsRoute] } as const;
