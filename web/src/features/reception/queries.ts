import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { draftOf, type PatientValues } from '@/shared/patientForm';
import type { Patient } from '@/shared/patientQueries';

export type Encounter = components['schemas']['Encounter'];
type CheckInBody = components['schemas']['CheckInInputBody'];
type Visit = NonNullable<CheckInBody['encounter']>;

/** What the front desk writes of a visit. */
export type VisitValues = Required<Pick<Visit, 'reason_for_visit' | 'intent' | 'type_of_admission' | 'visit_type' | 'referred_by'>>;

export const noVisit: VisitValues = { reason_for_visit: '', intent: 'Undecided', type_of_admission: '', visit_type: '', referred_by: '' };

/** What is typed about a person while it is not known whether they are registered. */
export interface Typed {
  family_name: string;
  given_name: string;
  date_of_birth: string;
  phone: string;
}

export const digitsOf = (typed: string): string => typed.replaceAll(/\D/g, '');

const completePhone = 7;

/** Registered people of the same name with the same birth date or phone: the server would ask about them. */
export function resemblingQuery(typed: Typed) {
  const complete = typed.family_name.trim() !== '' && typed.given_name.trim() !== '';
  return queryOptions({
    queryKey: ['patient', 'list', { resembling: typed }],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/v1/patients/possible-duplicates', { params: { query: typed }, signal }))).items,
    enabled: complete && (typed.date_of_birth !== '' || digitsOf(typed.phone).length >= completePhone),
    staleTime: 10_000,
  });
}

const enoughLetters = 3;

/** People whose names begin like the typed ones; by phone while no name is typed. */
export function similarQuery(typed: Typed) {
  const name = `${typed.family_name} ${typed.given_name}`.trim();
  const words = name === '' && digitsOf(typed.phone).length >= completePhone ? typed.phone.trim() : name;
  return queryOptions({
    queryKey: ['patient', 'list', { similar: words }],
    queryFn: ({ signal }) => findPatients(words, signal),
    enabled: words.length >= enoughLetters,
    staleTime: 10_000,
  });
}

export async function findPatients(words: string, signal: AbortSignal): Promise<Patient[]> {
  return (await unwrap(api.GET('/api/v1/patients', { params: { query: { q: words, limit: 6 } }, signal }))).items;
}

/** A number of a membership says that there is one. */
function withMemberships(patient: PatientValues): PatientValues {
  return {
    ...patient,
    has_philhealth: patient.has_philhealth || patient.philhealth_number.trim() !== '' || patient.philhealth_membership.trim() !== '',
    has_hmo: patient.has_hmo || patient.hmo_name.trim() !== '' || patient.hmo_number.trim() !== '',
  };
}

export function checkIn(patient: PatientValues, encounter: VisitValues, distinct: boolean, headers: IdempotencyHeaders) {
  const body: CheckInBody = { patient: draftOf(withMemberships(patient)), encounter };
  return unwrap(api.POST('/api/v1/check-ins', { body: distinct ? { ...body, confirm_distinct: true } : body, headers }));
}

export const checkInAgain = (patientId: number, visit: VisitValues, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patients/{id}/encounters', { params: { path: { id: patientId } }, body: visit, headers }));

export function encounterQuery(id: number) {
  return queryOptions({
    queryKey: ['encounter', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}', { params: { path: { id } }, signal })),
  });
}
