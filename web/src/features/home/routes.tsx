import { createRoute } from '@tanstack/react-router';
import { lazy } from 'react';
import { fetched } from '@/lib/fetched';
import { readingRoute } from '@/lib/routes';

export const homeRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/',
  // Loaded when it is shown, not when its address matches: whoever signs in stands at this address, too.
  component: lazy(async () => ({ default: (await fetched(() => import('./HomePage'))).HomePage })),
});

export const homeRoutes = { reading: [homeRoute], wide: [] } as const;
