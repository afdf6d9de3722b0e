import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readingRoute } from '@/lib/routes';

export const homeRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./HomePage'), 'HomePage'),
});

export const homeRoutes = { reading: [homeRoute], wide: [] } as const;
