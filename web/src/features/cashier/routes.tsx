import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute, wideRoute } from '@/lib/routes';
import { readDaySearch, readReceivableSearch, readShiftAct, readShiftSearch } from './search';

export const cashierRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/cashier',
  component: lazyRouteComponent(() => fetched(() => import('./CashierPage')), 'CashierPage'),
});

export const shiftRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/cashier/shifts/$shiftId',
  validateSearch: readShiftAct,
  component: lazyRouteComponent(() => fetched(() => import('./ShiftPage')), 'ShiftPage'),
});

export const reportRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/cashier/report',
  validateSearch: readDaySearch,
  component: lazyRouteComponent(() => fetched(() => import('./ReportPage')), 'ReportPage'),
});

export const shiftsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/cashier/shifts',
  validateSearch: readShiftSearch,
  component: lazyRouteComponent(() => fetched(() => import('./ShiftsPage')), 'ShiftsPage'),
});

export const receivablesRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/cashier/receivables',
  validateSearch: readReceivableSearch,
  component: lazyRouteComponent(() => fetched(() => import('./ReceivablesPage')), 'ReceivablesPage'),
});

export const cashierRoutes = { reading: [cashierRoute, shiftRoute, reportRoute], wide: [shiftsRoute, receivablesRoute] } as const;
