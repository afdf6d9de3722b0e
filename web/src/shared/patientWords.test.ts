import { describe, expect, it } from 'vitest';
import '@/app/i18n';
import i18next from 'i18next';
import { ageAndSex, ageWords } from './patientWords';
import { spokenChanges, valueWords } from './RecordHistory';

const t = i18next.t.bind(i18next);
const now = Date.parse('2026-11-23T04:00:00Z');

describe('ages', () => {
  it('counts small children in days and months', () => {
    expect(ageWords(t, { age: 0, date_of_birth: '2026-11-11' }, now)).toBe('12 d');
    expect(ageWords(t, { age: 0, date_of_birth: '2026-05-24' }, now)).toBe('5 mo');
    expect(ageWords(t, { age: 1, date_of_birth: '2025-05-23' }, now)).toBe('18 mo');
    expect(ageWords(t, { age: 2, date_of_birth: '2024-11-23' }, now)).toBe('2 y');
  });
  it('uses the told age when the birth date is unknown, and says nothing when nothing is known', () => {
    expect(ageAndSex(t, { age: 40, sex: 'Female', date_of_birth: '' })).toBe('40 y, Female');
    expect(ageAndSex(t, { age: null, sex: '' })).toBe('');
  });
});

describe('changes of a record', () => {
  it('leaves out numbers of other records and what did not change for a reader', () => {
    const changes = [
      { field: 'department_id', before: null, after: 4 },
      { field: 'department_name', before: '', after: 'Surgery' },
      { field: 'senior_id', before: '', after: 'SC-1' },
      { field: 'archived', after: false },
      { field: 'version', before: 1, after: 2 },
    ];
    expect(spokenChanges(changes).map((change) => change.field)).toEqual(['department_name', 'senior_id']);
  });
  it('reads values as a person does', () => {
    expect(valueWords(t, true)).toBe('yes');
    expect(valueWords(t, '')).toBe('nothing');
    expect(valueWords(t, '2025-06-15')).toBe('Jun 15, 2025');
    expect(valueWords(t, 'Ready_for_Coding', 'status')).toBe('Ready for coding');
  });
});
