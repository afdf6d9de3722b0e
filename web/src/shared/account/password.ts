import type { TFunction } from 'i18next';

export const shortest = 10;
export const longest = 128;

/** Why a password cannot be set; null when it can, or when none is given where none is needed. */
export function passwordProblem(t: TFunction, typed: string, needed: boolean): string | null {
  const length = Array.from(typed).length;
  if (length === 0) return needed ? t('Enter a password') : null;
  if (length < shortest) return t('At least {{shortest}} characters; this has {{length}}', { shortest, length });
  return length > longest ? t('At most {{longest}} characters; this has {{length}}', { longest, length }) : null;
}

export interface NewPassword {
  new_password: string;
  again: string;
}

/** What a form asks of a new password that is typed twice. */
export function newPasswordRules(t: TFunction) {
  return {
    new_password: (value: string) => passwordProblem(t, value, true),
    again: (value: string, values: NewPassword) => {
      if (value === '') return t('Type the new password again');
      return value === values.new_password ? null : t('The two do not match');
    },
  };
}
