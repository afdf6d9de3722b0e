import type { Problem } from '@/api/problem';

/** As much of a registered person as is needed to recognise them. */
export interface Candidate {
  id: number;
  name: string;
  code: string;
  sex: string;
  age: number | null;
  date_of_birth: string;
  phone: string;
  address: string;
}

function text(from: object, name: string): string {
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}

function number(from: object, name: string): number | null {
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : null;
}

/** The people whom a refused check-in resembles; null when it was refused for another reason. */
export function possibleDuplicates(problem: Problem): Candidate[] | null {
  const { body } = problem;
  if (!problem.conflict || typeof body !== 'object' || body === null || !('possible_duplicates' in body)) return null;
  if (!Array.isArray(body.possible_duplicates)) return null;
  const listed: readonly unknown[] = body.possible_duplicates;
  const found: Candidate[] = [];
  for (const each of listed) {
    if (typeof each !== 'object' || each === null) continue;
    const id = number(each, 'id');
    if (id === null) continue;
    found.push({
      id,
      name: text(each, 'name'),
      code: text(each, 'code'),
      sex: text(each, 'sex'),
      age: number(each, 'age'),
      date_of_birth: text(each, 'date_of_birth'),
      phone: text(each, 'phone'),
      address: text(each, 'address'),
    });
  }
  return found.length === 0 ? null : found;
}
