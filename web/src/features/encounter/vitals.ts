import type { Vitals, VitalsInput } from './queries';
import { fromField } from './manila';

/** The measures of a reading, with the bounds beyond which a value cannot be right. */
export const measures = [
  { name: 'systolic', label: 'Systolic', unit: 'mmHg', min: 20, max: 350, decimals: 0 },
  { name: 'diastolic', label: 'Diastolic', unit: 'mmHg', min: 10, max: 250, decimals: 0 },
  { name: 'pulse', label: 'Pulse', unit: '/min', min: 10, max: 350, decimals: 0 },
  { name: 'respiration', label: 'Respiration', unit: '/min', min: 2, max: 120, decimals: 0 },
  { name: 'temperature_c', label: 'Temperature', unit: '°C', min: 20, max: 46, decimals: 1 },
  { name: 'spo2', label: 'SpO₂', unit: '%', min: 20, max: 100, decimals: 0 },
  { name: 'weight_kg', label: 'Weight', unit: 'kg', min: 0.2, max: 500, decimals: 2 },
  { name: 'height_cm', label: 'Height', unit: 'cm', min: 20, max: 280, decimals: 1 },
] as const;

export type Measure = (typeof measures)[number];
export type MeasureName = Measure['name'];
export type VitalsValues = Record<MeasureName | 'taken_at', string>;

/** What can be wrong with what was typed; null when nothing is. Words are untranslated, with their parts beside. */
export interface Complaint {
  words: string;
  parts?: Record<string, string | number>;
}

/** Reads "37,5" as well as "37.5"; null when it is no number. */
function read(typed: string): number | null {
  const bare = typed.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}

function checkOne(measure: Measure, typed: string): Complaint | null {
  if (typed.trim() === '') return null;
  const value = read(typed);
  if (value === null) return { words: 'Write a number' };
  if (measure.decimals === 0 && !Number.isInteger(value)) return { words: 'Write a whole number' };
  if (value < measure.min || value > measure.max) return { words: 'Between {{min}} and {{max}}', parts: { min: measure.min, max: measure.max } };
  return null;
}

/** Complaints by field, before anything is sent. */
export function checkVitals(values: VitalsValues): Partial<Record<MeasureName, Complaint>> {
  const found: Partial<Record<MeasureName, Complaint>> = {};
  for (const measure of measures) {
    const complaint = checkOne(measure, values[measure.name]);
    if (complaint !== null) found[measure.name] = complaint;
  }
  const systolic = read(values.systolic);
  const diastolic = read(values.diastolic);
  if (found.systolic === undefined && found.diastolic === undefined) {
    if (systolic !== null && diastolic === null) found.diastolic = { words: 'Blood pressure needs both values' };
    if (systolic === null && diastolic !== null) found.systolic = { words: 'Blood pressure needs both values' };
    if (systolic !== null && diastolic !== null && systolic <= diastolic) found.diastolic = { words: 'Must be below the systolic pressure' };
  }
  return found;
}

export function isEmptyReading(values: VitalsValues): boolean {
  return measures.every((measure) => values[measure.name].trim() === '');
}

/** What was measured, and nothing else; the moment only when it is not now. */
export function vitalsInput(values: VitalsValues): VitalsInput {
  const input: VitalsInput = {};
  for (const measure of measures) {
    const value = read(values[measure.name]);
    if (value !== null) input[measure.name] = value;
  }
  const taken = fromField(values.taken_at);
  if (taken !== null) input.taken_at = taken;
  return input;
}

/** Former values of a measure, oldest first, for its trend. */
export function series(readings: readonly Vitals[], name: MeasureName): number[] {
  return [...readings]
    .sort((a, b) => a.taken_at.localeCompare(b.taken_at))
    .map((reading) => reading[name])
    .filter((value) => value !== null);
}

/** The newest reading in which something was measured. */
export function latest(readings: readonly Vitals[], name: MeasureName): Vitals | undefined {
  return [...readings].sort((a, b) => b.taken_at.localeCompare(a.taken_at)).find((reading) => reading[name] !== null);
}
