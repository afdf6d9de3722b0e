import type { PolicyRule } from './queries';

/** What the first half of a permission is about; keys of the catalogue. */
const subjects: Readonly<Record<string, string>> = {
  patient: 'Patients',
  'medical-history': 'Patients',
  encounter: 'Cases',
  vitals: 'Cases',
  note: 'Cases',
  ward: 'Rooms and services',
  room: 'Rooms and services',
  service: 'Rooms and services',
  bill: 'Bills and payments',
  charge: 'Bills and payments',
  payment: 'Bills and payments',
  discount: 'Bills and payments',
  'promissory-note': 'Bills and payments',
  receivable: 'Bills and payments',
  shift: 'Bills and payments',
  lab: 'Laboratory',
  packet: 'Laboratory',
  user: 'Users and signing in',
  'sign-in-settings': 'Users and signing in',
};

/** Rules by what they are about, in the order they came; what has no subject of its own is administration. */
export function groupRules(rules: readonly PolicyRule[]): [string, PolicyRule[]][] {
  const groups = new Map<string, PolicyRule[]>();
  for (const rule of rules) {
    const subject = subjects[rule.permission.split(':')[0] ?? ''] ?? 'Administration';
    groups.set(subject, [...(groups.get(subject) ?? []), rule]);
  }
  return [...groups];
}
