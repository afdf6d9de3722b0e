import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import { Door } from './Door';
import { FirstRunForm } from './FirstRunForm';
import { firstRunQuery } from './queries';
import { SignInForm } from './SignInForm';

/** In front of everything: signs a person in, or sets the hospital up when nobody exists yet. */
export function SignInPage() {
  const { t } = useTranslation();
  const hospital = useHospital();
  const firstRun = useQuery(firstRunQuery);

  useEffect(() => {
    document.title = 'Talaan';
  }, []);

  if (firstRun.data?.needed === true) {
    return firstRun.data.allowed_here ? (
      <Door title={t('Set up this hospital')} subtitle={t('This is asked once. You become the first administrator.')}>
        <FirstRunForm />
      </Door>
    ) : (
      <Door title={t('Not set up yet')}>
        <p>
          {t('Nobody can sign in yet. Open this page on the computer that runs Talaan, and set the hospital up there.')}
        </p>
      </Door>
    );
  }
  const name = hospital?.name ?? '';
  return (
    <Door title={name === '' ? t('Sign in') : name} subtitle={t('Patient management')} foot={t('Forgot your password? An administrator can give you a new one.')}>
      <SignInForm />
    </Door>
  );
}
