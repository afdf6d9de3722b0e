import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';
import type { TrailFilter } from '@/shared/trail';
import type { Role } from './search';

type Schemas = components['schemas'];
export type User = Schemas['User'];
export type Department = Schemas['Department'];
export type Room = Schemas['Room'];
export type Bed = Schemas['Bed'];
export type BedView = Schemas['BedView'];
export type Service = Schemas['Service'];
export type Mapping = Schemas['Mapping'];
export type Hospital = Schemas['Hospital'];
export type MediaSettings = Schemas['MediaSettings'];
export type PolicyRule = Schemas['PolicyRule'];
export type CaseRate = Schemas['CaseRate'];
export type BillingSettings = Schemas['Settings'];
export type ImportInput = Schemas['ImportInput'];
export type ImportReport = Schemas['ImportReport'];
export type AuditLine = Schemas['TrailLine'];
export type TrailHead = Schemas['Head'];
export type Duties = Schemas['Duties'];
export type Patient = Schemas['Patient'];

/** The cursor before the first page. */
const noCursor = (): string | null => null;
const byId = (id: number, signal?: AbortSignal) => ({ params: { path: { id } }, ...(signal === undefined ? {} : { signal }) });

// Users

interface UserFilter {
  q?: string | undefined;
  role?: Role | undefined;
  active?: 'true' | 'false' | undefined;
}

export const usersQuery = (filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: ['user', 'list', 'admin', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/users', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Everyone who may have acted, for choosing one. */
export const peopleQuery = queryOptions({
  queryKey: ['user', 'list', 'people'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/users', { params: { query: { limit: 200 } }, signal }))).items,
  staleTime: 60_000,
});

/** Which role may do what: it changes only with the program. */
export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/roles', { signal }))).items,
  staleTime: Infinity,
});

export interface UserWrite {
  user_id: string;
  given_name: string;
  family_name: string;
  email: string;
  phone: string;
  specialisation: string;
  department_id: number | null;
  roles: string[];
  permissions: string[];
  active: boolean;
  middle_name: string;
  address: string;
  birth_date: string;
}

/** A password that an administrator types; who gets it chooses another at the next sign-in unless it may stay. */
export interface PasswordWrite {
  password: string;
  must_change_password: boolean;
}

export const readUser = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/users/{id}', byId(id, signal)));
export const createUser = (body: UserWrite & PasswordWrite, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/users', { body, params: { header: headers } }));
export const changeUser = (id: number, body: Partial<UserWrite & PasswordWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/users/{id}', { ...byId(id), body }));
export const deleteUser = (id: number) => done(api.DELETE('/api/v1/users/{id}', byId(id)));

// The code is a secret that is kept for nobody: it is made anew, not given twice under one key.
export const makeResetCode = (id: number) => unwrap(api.POST('/api/v1/users/{id}/reset-code', byId(id)));
export const removeUserFactor = (id: number) => done(api.DELETE('/api/v1/users/{id}/second-factor', byId(id)));
export const userSessionsQuery = (id: number) =>
  queryOptions({
    queryKey: ['user', 'one', id, 'sessions'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/users/{id}/sessions', byId(id, signal)))).items,
  });
export const endUserSession = (id: number, session_id: number) => done(api.DELETE('/api/v1/users/{id}/sessions/{session_id}', { params: { path: { id, session_id } } }));
export const endUserSessions = (id: number) => done(api.DELETE('/api/v1/users/{id}/sessions', byId(id)));

export interface SignInSettingsWrite {
  idle_minutes: number;
  absolute_minutes: number;
  lock_minutes: number;
  reset_code_hours: number;
  second_factor_roles: string[];
}

export const readSignInSettings = () => unwrap(api.GET('/api/v1/sign-in-settings'));
export const changeSignInSettings = (body: Partial<SignInSettingsWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/sign-in-settings', { body }));

// Departments

export interface DepartmentWrite {
  name: string;
  description: string;
  is_default: boolean;
}

export const readDepartment = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/departments/{id}', byId(id, signal)));
export const createDepartment = (body: DepartmentWrite, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/departments', { body, params: { header: headers } }));
export const changeDepartment = (id: number, body: Partial<DepartmentWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/departments/{id}', { ...byId(id), body }));
export const deleteDepartment = (id: number) => done(api.DELETE('/api/v1/departments/{id}', byId(id)));

// Rooms and beds

export const roomsQuery = queryOptions({
  queryKey: ['room', 'list', 'admin'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/rooms', { signal }))).items,
});

export interface RoomWrite {
  name: string;
  ward: string;
  hourly_rate: string;
}

export const readRoom = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/rooms/{id}', byId(id, signal)));
export const createRoom = (body: RoomWrite, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/rooms', { body, params: { header: headers } }));
export const changeRoom = (id: number, body: Partial<RoomWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/rooms/{id}', { ...byId(id), body }));
export const deleteRoom = (id: number) => done(api.DELETE('/api/v1/rooms/{id}', byId(id)));

export interface BedWrite {
  room_id: number;
  number: string;
  status: Bed['status'];
}

export const readBed = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/beds/{id}', byId(id, signal)));
export const createBed = (body: BedWrite, headers: IdempotencyHeaders) => unwrap(api.POST('/api/v1/beds', { body, params: { header: headers } }));
export const changeBed = (id: number, body: Partial<BedWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/beds/{id}', { ...byId(id), body }));
export const deleteBed = (id: number) => done(api.DELETE('/api/v1/beds/{id}', byId(id)));

// Services

export const servicesQuery = (q: string | undefined) =>
  queryOptions({
    queryKey: ['service', 'list', 'admin', q ?? ''],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/services', { params: { query: q === undefined ? {} : { q } }, signal }))).items,
  });

export interface ServiceWrite {
  code: string;
  name: string;
  category: Service['category'];
  price: string;
  vat_treatment: Service['vat_treatment'];
  active: boolean;
}

export const readService = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/services/{id}', byId(id, signal)));
export const createService = (body: ServiceWrite, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/services', { body, params: { header: headers } }));
export const changeService = (id: number, body: Partial<ServiceWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/services/{id}', { ...byId(id), body }));
export const deleteService = (id: number) => done(api.DELETE('/api/v1/services/{id}', byId(id)));

/** What a service has cost, the present price first. */
export const pricesQuery = (id: number) =>
  queryOptions({
    queryKey: ['service', 'one', id, 'prices'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/services/{id}/prices', byId(id, signal)))).items,
  });

/** Where the price list is saved from as CSV. */
export const servicesExport = '/api/v1/services/export';

export const importServices = (body: ImportInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/services/import', { body, params: { header: headers } }));

// PhilHealth's case rates

interface RateFilter {
  q?: string | undefined;
  on?: string | undefined;
}

export const caseRatesQuery = (filter: RateFilter) =>
  infiniteQueryOptions({
    queryKey: ['case-rates', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/case-rates', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const importCaseRates = (body: ImportInput, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/case-rates/import', { body, params: { header: headers } }));

// What holds for all bills

export interface BillingSettingsWrite {
  other_discount_limit_percent: number;
}

export const billingSettingsQuery = queryOptions({
  queryKey: ['billing-settings', 'one', 1],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/billing-settings', { signal })),
});
export const readBillingSettings = () => unwrap(api.GET('/api/v1/billing-settings'));
export const changeBillingSettings = (body: Partial<BillingSettingsWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/billing-settings', { body }));

// ICD mappings

export const mappingsQuery = (q: string | undefined) =>
  queryOptions({
    queryKey: ['icd_mapping', 'list', 'admin', q ?? ''],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/icd-mappings', { params: { query: q === undefined ? {} : { q } }, signal }))).items,
  });

export interface MappingWrite {
  icd_code: string;
  department_id: number;
  description: string;
}

export const readMapping = (id: number, signal?: AbortSignal) => unwrap(api.GET('/api/v1/icd-mappings/{id}', byId(id, signal)));
export const createMapping = (body: MappingWrite, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/icd-mappings', { body, params: { header: headers } }));
export const changeMapping = (id: number, body: Partial<MappingWrite> & { version: number }) =>
  unwrap(api.PATCH('/api/v1/icd-mappings/{id}', { ...byId(id), body }));
export const deleteMapping = (id: number) => done(api.DELETE('/api/v1/icd-mappings/{id}', byId(id)));

// The hospital

export interface HospitalWrite {
  name: string;
  address: string;
  phone: string;
  tin: string;
  receipt_footer: string;
}

export const readHospital = () => unwrap(api.GET('/api/v1/hospital'));
export const changeHospital = (body: Partial<HospitalWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/hospital', { body }));

export type Transport = Schemas['Transport'];

/** How the server is spoken to; it changes when the program is started anew. */
export const transportQuery = queryOptions({
  queryKey: ['transport'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/transport', { signal })),
});

/** Content is a PNG or JPEG picture in base64. */
export const putLogo = (content: string) => unwrap(api.PUT('/api/v1/hospital/logo', { body: { content } }));
export const deleteLogo = () => unwrap(api.DELETE('/api/v1/hospital/logo'));

// Which files are taken

export interface MediaSettingsWrite {
  max_file_mb: number;
  max_files: number;
  max_megapixels: number;
  types: string[];
}

export const readMediaSettings = () => unwrap(api.GET('/api/v1/media-settings'));
export const changeMediaSettings = (body: Partial<MediaSettingsWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/media-settings', { body }));

// Which charts are within one's duty

export interface DutiesWrite {
  scope: Duties['scope'];
  days_after: number;
  leave_hours: number;
  ask_programs: boolean;
}

export const dutiesQuery = queryOptions({
  queryKey: ['chart-settings', 'one', 1],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/chart-settings', { signal })),
});
export const readDuties = () => unwrap(api.GET('/api/v1/chart-settings'));
export const changeDuties = (body: Partial<DutiesWrite> & { version: number }) => unwrap(api.PATCH('/api/v1/chart-settings', { body }));

// The audit trail

export const auditQuery = (filter: TrailFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/api/v1/audit', { params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });

/** How far the trail goes now; it grows with every act. */
export const trailHeadQuery = queryOptions({
  queryKey: ['audit', 'head'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/audit/head', { signal })),
  staleTime: 0,
});

export const patientNameQuery = (id: number) =>
  queryOptions({
    queryKey: ['patient', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/patients/{id}', byId(id, signal))),
  });

export const searchPatients = async (q: string, signal: AbortSignal): Promise<Patient[]> =>
  (await unwrap(api.GET('/api/v1/patients', { params: { query: { q, limit: 8 } }, signal }))).items;
