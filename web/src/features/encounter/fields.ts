import type { Can } from '@/lib/permissions';
import { fromField, toField } from './manila';
import type { Encounter, EncounterPatch, Line } from './queries';
import { type FieldName, isSeen, mayWrite } from './rights';

export type FieldKind = 'text' | 'long' | 'choice' | 'icd' | 'codes' | 'physician' | 'department' | 'moment';

export interface Field {
  name: FieldName;
  /** Untranslated. */
  label: string;
  kind: FieldKind;
  choices?: readonly { value: string; label: string }[];
  maxLength?: number;
}

export const intents = ['Inpatient', 'Outpatient', 'Undecided'] as const;
export const admissionTypes = ['Emergency', 'Elective', 'New', 'Old/Former', 'OPD'] as const;
export const visitTypes = ['New', 'Old/Former', 'OPD', 'Follow-Up'] as const;

const sameWords = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const notesLength = 8000;

const long = (name: FieldName, label: string): Field => ({ name, label, kind: 'long', maxLength: notesLength });

/** The record of a case in the sections it is read in. */
export const sections = {
  registration: {
    title: 'Registration',
    fields: [
      { name: 'reason_for_visit', label: 'Reason for visit', kind: 'long', maxLength: 1000 },
      { name: 'intent', label: 'What the patient intends', kind: 'choice', choices: sameWords(intents) },
      { name: 'type_of_admission', label: 'Type of admission', kind: 'choice', choices: sameWords(admissionTypes) },
      { name: 'visit_type', label: 'Visit type', kind: 'choice', choices: sameWords(visitTypes) },
      { name: 'referred_by', label: 'Referred by', kind: 'text', maxLength: 200 },
    ],
  },
  complaint: {
    title: 'Complaint and history',
    fields: [
      long('main_complaint', 'Chief complaint'),
      long('present_illness', 'History of present illness'),
      { name: 'current_condition', label: 'Current condition', kind: 'text', maxLength: 500 },
    ],
  },
  examination: {
    title: 'Examination and findings',
    fields: [long('physical_examination', 'Physical examination'), long('clinical_findings', 'Clinical findings')],
  },
  diagnosis: {
    title: 'Diagnosis and coding',
    fields: [
      long('principal_diagnosis', 'Principal diagnosis'),
      long('other_diagnosis', 'Other diagnoses'),
      { name: 'icd_code', label: 'ICD-10 code', kind: 'icd' },
      { name: 'other_icd_codes', label: 'Other ICD-10 codes', kind: 'codes', maxLength: 200 },
    ],
  },
  treatment: {
    title: 'Treatment and operations',
    fields: [
      long('treatment_plan', 'Treatment plan'),
      long('principal_operation', 'Principal operation'),
      long('other_operation', 'Other operations'),
    ],
  },
  assignment: {
    title: 'Attending',
    fields: [
      { name: 'attending_physician_id', label: 'Attending physician', kind: 'physician' },
      { name: 'department_id', label: 'Department', kind: 'department' },
      { name: 'ward_service', label: 'Ward or service', kind: 'text', maxLength: 120 },
      { name: 'consultation_at', label: 'Consultation', kind: 'moment' },
      { name: 'next_consultation_at', label: 'Next consultation', kind: 'moment' },
    ],
  },
} satisfies Record<string, { title: string; fields: Field[] }>;

export type SectionName = keyof typeof sections;

/** What a form holds: every field as the text that its input shows. */
export type Values = Record<string, string>;

export function seenFields(fields: readonly Field[], encounter: Encounter): Field[] {
  return fields.filter((field) => isSeen(encounter, field.name));
}

export function writableFields(fields: readonly Field[], encounter: Encounter, can: Can): Field[] {
  return seenFields(fields, encounter).filter((field) => mayWrite(field.name, encounter.status, can));
}

function valueOf(encounter: Encounter, field: Field): string {
  const value = encounter[field.name];
  if (field.kind === 'moment') return toField(typeof value === 'string' ? value : null);
  return value === null || value === undefined ? '' : String(value);
}

export function valuesOf(encounter: Encounter, fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(encounter, field)]));
}

type TextField = Exclude<
  FieldName,
  'intent' | 'type_of_admission' | 'visit_type' | 'attending_physician_id' | 'department_id' | 'consultation_at' | 'next_consultation_at'
>;

function patchOf(name: FieldName, value: string): EncounterPatch {
  switch (name) {
    case 'intent':
      return { intent: intents.find((each) => each === value) ?? 'Undecided' };
    case 'type_of_admission':
      return { type_of_admission: admissionTypes.find((each) => each === value) ?? '' };
    case 'visit_type':
      return { visit_type: visitTypes.find((each) => each === value) ?? '' };
    case 'attending_physician_id':
      return { attending_physician_id: value === '' ? null : Number(value) };
    case 'department_id':
      return { department_id: value === '' ? null : Number(value) };
    case 'consultation_at':
      return { consultation_at: fromField(value) };
    case 'next_consultation_at':
      return { next_consultation_at: fromField(value) };
    default: {
      const text: Partial<Record<TextField, string>> = {};
      text[name] = value;
      return text;
    }
  }
}

/** Only what differs from the case as it was read is sent: fields of others stay out of it. */
export function changesOf(encounter: Encounter, fields: readonly Field[], values: Values): EncounterPatch | null {
  const changed = fields.filter((field) => (values[field.name] ?? '') !== valueOf(encounter, field));
  if (changed.length === 0) return null;
  return changed.reduce<EncounterPatch>((patch, field) => ({ ...patch, ...patchOf(field.name, values[field.name] ?? '') }), { version: encounter.version });
}

/**
 * Someone saved while this form was open. Fields that only they changed are taken over; fields that both changed
 * are clashes, for the person to decide.
 */
export function rebase(was: Encounter, now: Encounter, fields: readonly Field[], mine: Values): { values: Values; clashes: FieldName[] } {
  const values: Values = {};
  const clashes: FieldName[] = [];
  for (const field of fields) {
    const before = valueOf(was, field);
    const theirs = valueOf(now, field);
    const own = mine[field.name] ?? '';
    values[field.name] = own === before ? theirs : own;
    if (own !== before && theirs !== before && own !== theirs) clashes.push(field.name);
  }
  return { values, clashes };
}

/** The last act that touched one of the fields: who and when. */
export function lastChange(lines: readonly Line[] | undefined, fields: readonly Field[]): Line | undefined {
  const names = new Set<string>(fields.map((field) => field.name));
  return lines?.find((line) => line.action !== 'checked in' && line.changes.some((change) => names.has(change.field)));
}
