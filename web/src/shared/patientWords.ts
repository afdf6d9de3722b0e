import type { TFunction } from 'i18next';
import { ageInYears, dayOf } from '@/lib/time';

interface Person {
  age: number | null;
  sex: string;
  date_of_birth?: string;
}

const aDay = 24 * 60 * 60 * 1000;

/** Small children are counted in days and months: "12 d", "7 mo", then "34 y". Empty when nothing is known. */
export function ageWords(t: TFunction, { age, date_of_birth: born = '' }: Pick<Person, 'age' | 'date_of_birth'>, now: number = Date.now()): string {
  const years = ageInYears(born, now) ?? age;
  if (years === null) return '';
  if (years >= 2 || born === '') return t('{{count}} y', { count: years });
  const today = dayOf(now);
  const days = Math.round((Date.parse(today) - Date.parse(born)) / aDay);
  if (days < 60) return t('{{count}} d', { count: days });
  const months = (Number(today.slice(0, 4)) - Number(born.slice(0, 4))) * 12 + Number(today.slice(5, 7)) - Number(born.slice(5, 7));
  return t('{{count}} mo', { count: today.slice(8) < born.slice(8) ? months - 1 : months });
}

/** "34 y, Female", as far as it is known. */
export function ageAndSex(t: TFunction, person: Person): string {
  const parts = [ageWords(t, person)];
  if (person.sex !== '') parts.push(t(person.sex));
  return parts.filter((part) => part !== '').join(', ');
}
