import type { DepartmentMatch, Physician } from '@/shared/lookups';
import type { Encounter } from './queries';

interface Place {
  id: number;
  name: string;
}

/**
 * The department a case would get with this code and physician, by the server's rule: a corrected code maps anew, one
 * set by hand stays, else the code's department, else the physician's. Null while that is not known.
 */
export function departmentAfter(
  encounter: Pick<Encounter, 'department_id' | 'department_name' | 'department_source' | 'icd_code'>,
  code: string,
  match: DepartmentMatch | undefined,
  physician: Physician | undefined,
): Place | null {
  const mapped = code !== '' && match?.department_id !== undefined && match.department_id !== null ? { id: match.department_id, name: match.department_name } : null;
  const present = encounter.department_id === null ? null : { id: encounter.department_id, name: encounter.department_name };
  if (code !== '' && code !== encounter.icd_code && mapped !== null) return mapped;
  if (encounter.department_source === 'hand' && present !== null) return present;
  if (mapped !== null) return mapped;
  if (physician !== undefined) return { id: physician.department_id, name: physician.department_name };
  return present;
}

/**
 * Whether a reason is needed for a physician of another department. A reason given before holds while the case stays
 * in the department it was given for.
 */
export function needsReason(
  encounter: Pick<Encounter, 'department_id' | 'override_reason'>,
  department: Place | null,
  physician: Physician | undefined,
): boolean {
  if (department === null || physician === undefined || department.id === physician.department_id) return false;
  const given = encounter.override_reason !== undefined && encounter.override_reason !== '';
  return !(given && encounter.department_id === department.id);
}
