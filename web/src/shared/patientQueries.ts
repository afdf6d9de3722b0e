import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Patient = components['schemas']['Patient'];
export type Encounter = components['schemas']['Encounter'];
export type HistoryItem = components['schemas']['HistoryItem'];

export function patientQuery(id: number) {
  return queryOptions({
    queryKey: ['patient', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/patients/{id}', { params: { path: { id } }, signal })),
  });
}

/** Whether the chart is outside of the person's duty, and for which reason it is open to them. */
export function dutyQuery(id: number) {
  return queryOptions({
    queryKey: ['patient', 'one', id, 'duty'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/patients/{id}/duty', { params: { path: { id } }, signal })),
  });
}

/** Conditions, allergies, operations and medicines, oldest first, struck-out ones too. */
export function medicalHistoryQuery(id: number) {
  return queryOptions({
    queryKey: ['patient', 'one', id, 'medical-history'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/v1/patients/{id}/medical-history', { params: { path: { id } }, signal }))).items,
  });
}

/** The newest cases of a patient, the open one among them. */
export function latestCasesQuery(id: number) {
  return queryOptions({
    queryKey: ['encounter', 'list', { patient_id: id, latest: true }],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/v1/patients/{id}/encounters', { params: { path: { id }, query: { limit: 10 } }, signal }))).items,
  });
}

export function isOpen(encounter: Pick<Encounter, 'status'>): boolean {
  return encounter.status !== 'Discharged' && encounter.status !== 'Cancelled';
}
