import { createRoute } from '@tanstack/react-router';
import { readingRoute } from '@/lib/routes';

export const homeRoute = createRoute({ getParentRoute: () => readingRoute, path: '/' });

export const homeRoutes = { reading: [homeRoute], wide: [] } as const;
