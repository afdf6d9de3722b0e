import { createRoute } from '@tanstack/react-router';
import { wideRoute } from '@/lib/routes';

export const wardRoute = createRoute({ getParentRoute: () => wideRoute, path: '/ward' });

export const wardRoutes = { reading: [], wide: [wardRoute] } as const;
