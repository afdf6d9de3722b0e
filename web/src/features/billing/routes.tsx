import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { wideRoute } from '@/lib/routes';
import { readBillAct, readBillSearch } from './filters';

export const billsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/bills',
  validateSearch: readBillSearch,
  component: lazyRouteComponent(() => fetched(() => import('./BillsPage')), 'BillsPage'),
});

export const billRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/bills/$billId',
  validateSearch: readBillAct,
  component: lazyRouteComponent(() => fetched(() => import('./BillPage')), 'BillPage'),
});

export const billingRoutes = { reading: [], wide: [billsRoute, billRoute] } as const;
