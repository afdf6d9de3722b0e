import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { fetched } from '@/lib/fetched';
import { useHospital } from '@/lib/hospital';
import { Door } from './Door';
import classes from './Door.module.css';
import { FirstRunForm } from './FirstRunForm';
import { firstRunQuery } from './queries';
import { SignInForm } from './SignInForm';

const ResetForm = lazy(async () => ({ default: (await fetched(() => import('./ResetForm'))).ResetForm }));

/** In front of everything: signs a person in, or sets the hospital up when nobody exists yet. */
export function SignInPage() {
  const { t } = useTranslation();
  const hospital = useHospital();
  const firstRun = useQuery(firstRunQuery);
  const [step, setStep] = useState<'sign-in' | 'reset'>('sign-in');
  const [resetFor, setResetFor] = useState('');

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
  if (step === 'reset') {
    return (
      <Door title={t('Choose a new password')} subtitle={t('With the one-time code that an administrator gave you.')}>
        <Suspense>
          <ResetForm
            onDone={(userId) => {
              setResetFor(userId);
              setStep('sign-in');
            }}
            onCancel={() => setStep('sign-in')}
          />
        </Suspense>
      </Door>
    );
  }
  return (
    <Door
      title={name === '' ? t('Sign in') : name}
      subtitle={t('Patient management')}
      foot={
        <>
          {t('Forgot your password? An administrator can give you a one-time code.')}{' '}
          <UnstyledButton className={classes.footLink} onClick={() => setStep('reset')}>
            {t('I have a reset code')}
          </UnstyledButton>
        </>
      }
    >
      {resetFor !== '' && (
        <div className={classes.said}>
          <Notice alert tone="green" title={t('Your new password is set. Sign in with it.')} />
        </div>
      )}
      <SignInForm userId={resetFor} />
    </Door>
  );
}
