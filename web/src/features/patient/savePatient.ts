import { Problem } from '@/api/problem';
import { differing, type PatientField, patchOf, type PatientValues, valuesOf } from '@/shared/patientForm';
import type { Patient } from '@/shared/patientQueries';
import { changePatient, readPatient } from './queries';

/** Fields that two people changed at once, with the record as it is now. */
export interface Clash {
  current: Patient;
  fields: PatientField[];
}

export type Saved = { patient: Patient } | { clash: Clash };

function isStale(problem: unknown): boolean {
  return problem instanceof Problem && problem.conflict && problem.fields.some((field) => field.location === 'body.version');
}

/** Fields that I changed and someone else changed to something else meanwhile. */
export function clashing(base: PatientValues, mine: PatientValues, current: PatientValues, among: readonly PatientField[]): PatientField[] {
  const theirs = differing(current, base, among);
  return differing(mine, base, among).filter((field) => theirs.includes(field) && differing(mine, current, [field]).length > 0);
}

const tries = 3;

/**
 * Saves what differs from the record as it was opened. When someone else saved meanwhile, their other fields stay and
 * mine are saved on top; only where both changed the same field does a person have to choose.
 */
export async function savePatient(base: Patient, mine: PatientValues, among: readonly PatientField[]): Promise<Saved> {
  const opened = valuesOf(base);
  const changed = differing(mine, opened, among);
  if (changed.length === 0) return { patient: base };
  let version = base.version;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { patient: await changePatient(base.id, patchOf(mine, changed), version) };
    } catch (problem) {
      if (!isStale(problem) || attempt === tries) throw problem;
      const current = await readPatient(base.id);
      const fields = clashing(opened, mine, valuesOf(current), among);
      if (fields.length > 0) return { clash: { current, fields } };
      version = current.version;
    }
  }
}
