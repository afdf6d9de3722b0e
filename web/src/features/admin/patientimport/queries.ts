import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { IdempotencyHeaders } from '@/lib/formKey';

type Schemas = components['schemas'];
export type Preview = Schemas['PatientImportPreview'];
export type Report = Schemas['PatientImportReport'];

/** How the table is to be read and what is to be done with it. */
export interface Choices {
  mapping: string[];
  date_format: string;
  duplicates: 'skip' | 'add';
  skip_refused: boolean;
  dry_run: boolean;
}

function form(file: File, choices?: Choices): FormData {
  const out = new FormData();
  if (choices !== undefined) out.append('choices', JSON.stringify(choices));
  out.append('file', file, file.name);
  return out;
}

export const previewImport = (file: File, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patient-imports/preview', { body: { file: file.name }, bodySerializer: () => form(file), params: { header: headers } }));
export const importPatients = (file: File, choices: Choices, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patient-imports', { body: { file: file.name, choices: '' }, bodySerializer: () => form(file, choices), params: { header: headers } }));
