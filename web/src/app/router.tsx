import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from '@/features/account/routes';
import { adminRoutes } from '@/features/admin/routes';
import { billingRoutes } from '@/features/billing/routes';
import { cashierRoutes } from '@/features/cashier/routes';
import { encounterRoutes } from '@/features/encounter/routes';
import { homeRoutes } from '@/features/home/routes';
import { labRoutes } from '@/features/lab/routes';
import { patientRoutes } from '@/features/patient/routes';
import { receptionRoutes } from '@/features/reception/routes';
import { wardRoutes } from '@/features/ward/routes';
import { readingRoute, rootRoute, wideRoute } from '@/lib/routes';
import { NotFound, PageFailed, PagePending, ReadingWidth, WideWidth } from './frame';
import { Root } from './Root';

rootRoute.update({ component: Root, notFoundComponent: NotFound });
readingRoute.update({ component: ReadingWidth });
wideRoute.update({ component: WideWidth });

const routeTree = rootRoute.addChildren([
  readingRoute.addChildren([
    ...homeRoutes.reading,
    ...receptionRoutes.reading,
    ...encounterRoutes.reading,
    ...patientRoutes.reading,
    ...labRoutes.reading,
    ...cashierRoutes.reading,
    ...accountRoutes.reading,
    ...adminRoutes.reading,
  ]),
  wideRoute.addChildren([
    ...encounterRoutes.wide,
    ...patientRoutes.wide,
    ...labRoutes.wide,
    ...wardRoutes.wide,
    ...billingRoutes.wide,
    ...cashierRoutes.wide,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
