import { createRoute } from '@tanstack/react-router';
import { readingRoute, wideRoute } from '@/lib/routes';

export interface PatientsSearch {
  q?: string;
}

export const patientsRoute = createRoute({
  getParentRoute: () => wideRoute,
  path: '/patients',
  validateSearch: (search: Record<string, unknown>): PatientsSearch =>
    typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {},
});
export const patientRoute = createRoute({ getParentRoute: () => readingRoute, path: '/patients/$patientId' });

export const patientRoutes = { reading: [patientRoute], wide: [patientsRoute] } as const;
