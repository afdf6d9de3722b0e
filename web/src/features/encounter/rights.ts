import type { Can } from '@/lib/permissions';
import type { Encounter, Status } from './queries';

/** The fields of a case that clients may write, by whose work they are. */
export const fieldGroups = {
  registration: ['reason_for_visit', 'intent', 'type_of_admission', 'visit_type', 'referred_by'],
  nursing: ['main_complaint', 'present_illness', 'physical_examination', 'current_condition'],
  clinical: [
    'clinical_findings',
    'principal_diagnosis',
    'other_diagnosis',
    'treatment_plan',
    'principal_operation',
    'other_operation',
    'attending_physician_id',
    'ward_service',
    'consultation_at',
    'next_consultation_at',
  ],
  coding: ['icd_code', 'other_icd_codes', 'department_id'],
} as const;

type Group = keyof typeof fieldGroups;
export type FieldName = (typeof fieldGroups)[Group][number];

const groups: readonly Group[] = ['registration', 'nursing', 'clinical', 'coding'];

function groupOf(field: FieldName): Group | undefined {
  return groups.find((group) => fieldGroups[group].some((name) => name === field));
}

const permissionOf: Record<Group, string> = {
  registration: 'encounter:write-registration',
  nursing: 'encounter:write-nursing',
  clinical: 'encounter:write-clinical',
  coding: 'encounter:write-coding',
};

const open: readonly Status[] = ['Pending', 'Ready_for_Coding', 'Admitted', 'Outpatient'];
const inClinicians: readonly Status[] = ['Pending', 'Admitted', 'Outpatient'];
const inCoders: readonly Status[] = ['Ready_for_Coding'];

function stagesFor(group: Group, can: Can): readonly Status[] {
  if (group === 'registration') return open;
  // Doctors correct the code whenever they write; whoever only codes does so while the case lies with coding.
  if (group === 'coding') return can('encounter:write-clinical') ? open : inCoders;
  return inClinicians;
}

/** Whether the person may write the field while the case is in this stage: the same answer as the server's. */
export function mayWrite(field: FieldName, status: Status, can: Can): boolean {
  const group = groupOf(field);
  if (group === undefined) return false;
  return can('encounter:edit') && can(permissionOf[group]) && stagesFor(group, can).includes(status);
}

/** Whether the server let the person see the field at all: a hidden one is absent from the case. */
export function isSeen(encounter: Encounter, field: keyof Encounter): boolean {
  return encounter[field] !== undefined;
}

/** Vitals and notes are written while a case is open. */
export function isOpen(status: Status): boolean {
  return open.includes(status);
}
