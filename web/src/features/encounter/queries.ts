import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components, paths } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type Encounter = Schemas['Encounter'];
export type Status = Encounter['status'];
export type Vitals = Schemas['Vitals'];
export type VitalsInput = Schemas['VitalsFields'];
export type Note = Schemas['Note'];
export type NoteInput = Schemas['NoteFields'];
export type Stay = Schemas['Stay'];
export type Bill = Schemas['Bill'];
export type Charge = Schemas['Charge'];
export type Service = Schemas['Service'];
export type CheckItem = Schemas['CheckItem'];
export type Line = Schemas['Line'];
export type ConfirmInput = Schemas['Confirmation'];
export type FinalizeInput = Schemas['Finalization'];
export type DischargeInput = Schemas['Ending'];
export type CaseFile = Schemas['CaseFile'];
export type LabRequest = paths['/api/v1/encounters/{id}/lab-requests']['post']['requestBody']['content']['application/json'];
export type PacketInput = paths['/api/v1/encounters/{id}/packet']['post']['requestBody']['content']['application/json'];
export type EncounterPatch = paths['/api/v1/encounters/{id}']['patch']['requestBody']['content']['application/json'];

const pageSize = 100;
const recordsSize = 50;

const at = (id: number) => ({ path: { id } });

export interface QueueFilter {
  status: Status;
  department?: number | undefined;
}

export const queueQuery = ({ status, department }: QueueFilter) =>
  infiniteQueryOptions({
    queryKey: ['encounter', 'list', 'queue', status, department ?? null],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/encounters', {
          params: {
            query: {
              status,
              limit: pageSize,
              ...(department === undefined ? {} : { department_id: department }),
              ...(pageParam === '' ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const encounterQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'case'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}', { params: at(id), signal })),
  });

export const historyQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'last-changes'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/encounters/{id}/history', { params: { ...at(id), query: { limit: pageSize } }, signal }))).items,
  });

export const vitalsQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'vitals'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}/vitals', { params: { ...at(id), query: { limit: recordsSize } }, signal })),
  });

export const notesQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['encounter', 'one', id, 'notes'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/encounters/{id}/notes', {
          params: { ...at(id), query: { limit: recordsSize, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const staysQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'stays'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/encounters/{id}/stays', { params: at(id), signal }))).items,
  });

/** What is left to do before the patient leaves. */
export const checklistQuery = (id: number) =>
  queryOptions({
    queryKey: ['encounter', 'one', id, 'checklist'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/encounters/{id}/checklist', { params: at(id), signal })),
  });

/** The files of a case's laboratory tests, the newest first. */
export const caseFilesQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['lab', 'list', 'files', id],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/encounters/{id}/files', {
          params: { ...at(id), query: { limit: recordsSize, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

const billRefreshMilliseconds = 60_000;

/** The bill as it would be if the stay ended now; asked again each minute while the meter runs. */
export const runningBillQuery = (id: number) =>
  queryOptions({
    queryKey: ['bill', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/bills/{id}', { params: at(id), signal })),
    refetchInterval: (query) => (query.state.data?.charges.some((charge) => charge.running) === true ? billRefreshMilliseconds : false),
  });

export const searchServices = async (q: string, signal: AbortSignal): Promise<Service[]> =>
  (await unwrap(api.GET('/api/v1/services', { params: { query: { q, active: true } }, signal }))).items;

export const changeEncounter = (id: number, body: EncounterPatch) => unwrap(api.PATCH('/api/v1/encounters/{id}', { params: at(id), body }));

export const claimEncounter = (id: number, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/encounters/{id}/claim', { params: at(id), headers }));

export const releaseEncounter = (id: number) => unwrap(api.DELETE('/api/v1/encounters/{id}/claim', { params: at(id) }));

export const confirmEncounter = (id: number, body: ConfirmInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/confirm', { params: at(id), body, headers }));

export const sendBackEncounter = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/send-back', { params: at(id), body: { reason }, headers }));

export const finalizeEncounter = (id: number, body: FinalizeInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/finalize', { params: at(id), body, headers }));

export const transferEncounter = (id: number, bed: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/transfer', { params: at(id), body: { bed_id: bed }, headers }));

export const dischargeEncounter = (id: number, body: DischargeInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/discharge', { params: at(id), body, headers }));

export const cancelEncounter = (id: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/cancel', { params: at(id), body: { reason }, headers }));

export const addVitals = (id: number, body: VitalsInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/vitals', { params: at(id), body, headers }));

export const addNote = (id: number, body: NoteInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/notes', { params: at(id), body, headers }));

export const addCharge = (bill: number, service: number, quantity: number, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/bills/{id}/charges', { params: at(bill), body: { service_id: service, quantity }, headers }));

export const requestLab = (id: number, body: LabRequest, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/lab-requests', { params: at(id), body, headers }));

/** One PDF of the case's summary, its results and the chosen files. */
export const makePacket = (id: number, body: PacketInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/encounters/{id}/packet', { params: at(id), body, headers, parseAs: 'blob' }));
