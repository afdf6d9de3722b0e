import { createRoute } from '@tanstack/react-router';
import { readingRoute } from '@/lib/routes';

export const usersRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/users' });
export const departmentsRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/departments' });
export const roomsRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/rooms' });
export const servicesRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/services' });
export const icdMappingsRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/icd-mappings' });
export const hospitalRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/hospital' });
export const auditRoute = createRoute({ getParentRoute: () => readingRoute, path: '/admin/audit' });

export const adminRoutes = {
  reading: [usersRoute, departmentsRoute, roomsRoute, servicesRoute, icdMappingsRoute, hospitalRoute, auditRoute],
  wide: [],
} as const;
