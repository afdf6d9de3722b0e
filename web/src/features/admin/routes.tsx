import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute } from '@/lib/routes';
import { readBackupsSearch } from './backup/search';
import { readRecordsSearch } from './privacy/search';
import { readAuditSearch, readCaseRatesSearch, readMappingsSearch, readOpenSearch, readRoomsSearch, readServicesSearch, readUsersSearch } from './search';

export const usersRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/users',
  validateSearch: readUsersSearch,
  component: lazyRouteComponent(() => fetched(() => import('./UsersPage')), 'UsersPage'),
});
export const departmentsRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/departments',
  validateSearch: readOpenSearch,
  component: lazyRouteComponent(() => fetched(() => import('./DepartmentsPage')), 'DepartmentsPage'),
});
export const roomsRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/rooms',
  validateSearch: readRoomsSearch,
  component: lazyRouteComponent(() => fetched(() => import('./RoomsPage')), 'RoomsPage'),
});
export const servicesRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/services',
  validateSearch: readServicesSearch,
  component: lazyRouteComponent(() => fetched(() => import('./ServicesPage')), 'ServicesPage'),
});
export const caseRatesRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/case-rates',
  validateSearch: readCaseRatesSearch,
  component: lazyRouteComponent(() => fetched(() => import('./CaseRatesPage')), 'CaseRatesPage'),
});
export const icdMappingsRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/icd-mappings',
  validateSearch: readMappingsSearch,
  component: lazyRouteComponent(() => fetched(() => import('./MappingsPage')), 'MappingsPage'),
});
export const filesRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/files',
  component: lazyRouteComponent(() => fetched(() => import('./FilesPage')), 'FilesPage'),
});
export const hospitalRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/hospital',
  component: lazyRouteComponent(() => fetched(() => import('./HospitalPage')), 'HospitalPage'),
});
export const recordsRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/records',
  validateSearch: readRecordsSearch,
  component: lazyRouteComponent(() => fetched(() => import('./privacy/RecordsPage')), 'RecordsPage'),
});
export const backupsRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/backups',
  validateSearch: readBackupsSearch,
  component: lazyRouteComponent(() => fetched(() => import('./backup/BackupsPage')), 'BackupsPage'),
});
export const patientImportRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/patient-import',
  component: lazyRouteComponent(() => fetched(() => import('./patientimport/PatientImportPage')), 'PatientImportPage'),
});
export const auditRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/admin/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => fetched(() => import('./AuditPage')), 'AuditPage'),
});

export const adminRoutes = {
  reading: [usersRoute, departmentsRoute, roomsRoute, servicesRoute, caseRatesRoute, icdMappingsRoute, filesRoute, hospitalRoute, recordsRoute, backupsRoute, patientImportRoute, auditRoute],
  wide: [],
} as const;
