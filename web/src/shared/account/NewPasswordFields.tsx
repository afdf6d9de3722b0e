import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface NewPasswordFieldsProps {
  /** What a form of @mantine/form gives for its two fields. */
  chosen: object;
  again: object;
}

/** A new password, typed twice, with the rules it is measured by. */
export function NewPasswordFields({ chosen, again }: NewPasswordFieldsProps) {
  const { t } = useTranslation();
  const eye = { 'aria-label': t('Show the password') };
  return (
    <>
      <PasswordInput
        label={t('New password')}
        description={t('10 to 128 characters; a sentence is easy to remember. Not one of the commonest, not the user id, not the hospital’s name.')}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={eye}
        {...chosen}
      />
      <PasswordInput label={t('The new password again')} autoComplete="new-password" required visibilityToggleButtonProps={eye} {...again} />
    </>
  );
}
