import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetched } from '@/lib/fetched';
import { readingRoute, wideRoute } from '@/lib/routes';
import type { Patient } from '@/shared/patientQueries';
import { readAccessSearch } from './access';
import { readStatus } from './status';

export interface PatientsSearch {
  q?: string;
  status?: Patient['status'];
  archived?: true;
}

/** A router reads numbers and words of an address alike: a phone number is text here. */
function readWords(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export const patientsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/patients',
  validateSearch: (search: Record<string, unknown>): PatientsSearch => {
    const q = readWords(search['q']);
    const status = readStatus(search['status']);
    return { ...(q === '' ? {} : { q }), ...(status === undefined ? {} : { status }), ...(search['archived'] === true ? { archived: true } : {}) };
  },
  component: lazyRouteComponent(() => fetched(() => import('./PatientsPage')), 'PatientsPage'),
});
export const patientRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/patients/$patientId',
  component: lazyRouteComponent(() => fetched(() => import('./PatientPage')), 'PatientPage'),
});

export const accessRoute = createRoute({
  getParentRoute: () => readingRoute,
  path: '/patients/$patientId/access',
  validateSearch: readAccessSearch,
  component: lazyRouteComponent(() => fetched(() => import('./AccessPage')), 'AccessPage'),
});

export const patientRoutes = { reading: [patientRoute, accessRoute], wide: [patientsRoute] } as const;
