import { createRoute } from '@tanstack/react-router';
import { wideRoute } from '@/lib/routes';

export const billsRoute = createRoute({ getParentRoute: () => wideRoute, path: '/bills' });
export const billRoute = createRoute({ getParentRoute: () => wideRoute, path: '/bills/$billId' });

export const billingRoutes = { reading: [], wide: [billsRoute, billRoute] } as const;
