/** Which entries of the audit trail are meant; nothing means all. */
export interface TrailFilter {
  actor?: number | undefined;
  patient_id?: number | undefined;
  entity?: string | undefined;
  id?: number | undefined;
  action?: string | undefined;
  /** No openings, printings and exports. */
  changes_only?: true | undefined;
  /** Moments: from the first on, before the second. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Where these entries are saved from as CSV. */
export function trailExport(filter: TrailFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  const words = query.toString();
  return words === '' ? '/api/v1/audit/export' : `/api/v1/audit/export?${words}`;
}

/** What an opening outside of the reader's duty is called in the trail. */
export const openedOutside = 'opened outside duty';
