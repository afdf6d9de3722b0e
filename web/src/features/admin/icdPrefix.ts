import type { TFunction } from 'i18next';

const prefixForm = /^[A-Z]([0-9]([0-9A-Z](\.?[0-9A-Z]{1,4})?)?)?$/;

/** Why what was typed is neither an ICD-10 code nor the beginning of one; null when it is. */
export function prefixProblem(t: TFunction, typed: string): string | null {
  const bare = typed.toUpperCase().replaceAll(/\s/g, '');
  if (bare === '') return t('Enter a code, or the beginning of one');
  return prefixForm.test(bare.endsWith('.') ? bare.slice(0, -1) : bare) ? null : t('Enter a code or its beginning, like I50.9, I50 or I');
}
