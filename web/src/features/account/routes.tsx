import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readingRoute } from '@/lib/routes';

export const accountRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./AccountPage'), 'AccountPage'),
});

export const accountRoutes = { reading: [accountRoute], wide: [] } as const;
