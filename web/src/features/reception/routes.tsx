import { createRoute } from '@tanstack/react-router';
import { readingRoute } from '@/lib/routes';

export const checkInRoute = createRoute({ getParentRoute: () => readingRoute, path: '/check-in' });

export const receptionRoutes = { reading: [checkInRoute], wide: [] } as const;
