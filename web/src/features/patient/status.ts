import type { Patient } from '@/shared/patientQueries';

/** A status as it stands in an address or a select; undefined for anything else. */
export function readStatus(value: unknown): Patient['status'] | undefined {
  return value === 'Active' || value === 'Inactive' || value === 'Deleted' ? value : undefined;
}
