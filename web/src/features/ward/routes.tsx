import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { wideRoute } from '@/lib/routes';
import { readWardSearch } from './board';

export const wardRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/ward',
  validateSearch: readWardSearch,
  component: lazyRouteComponent(() => fetched(() => import('./WardPage')), 'WardPage'),
});

export const wardRoutes = { reading: [], wide: [wardRoute] } as const;
