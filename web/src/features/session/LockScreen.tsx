import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import type { Me } from '@/lib/permissions';
import { Cover } from './Cover';
import { Door } from './Door';
import { leave } from './leave';
import { SignInForm } from './SignInForm';
import { UnlockForm } from './UnlockForm';

/**
 * In front of the page when the session is locked or has ended. The same person goes on where they were; another person
 * starts afresh.
 */
export function LockScreen({ me, ended, restored }: { me: Me; ended: boolean; restored: boolean }) {
  const { t } = useTranslation();
  const hospital = useHospital();
  const words = (): string => {
    if (!ended) return t('Locked. Unlock to go on where you were; nothing you typed is lost.');
    if (restored) return t('The hospital was restored from a backup. Sign in to go on. What you typed is still here; look at what is in the record now before you save it.');
    return t('Your session has ended. Sign in to go on where you were; nothing you typed is lost.');
  };
  return (
    <Cover label={t('Locked')}>
      <Door
        title={hospital?.name ?? t('Locked')}
        subtitle={words()}
      >
        {ended ? (
          <SignInForm
            userId={me.user_id}
            onSignedIn={(now) => {
              if (now.id !== me.id) window.location.assign('/');
            }}
          />
        ) : (
          <UnlockForm hasPin={me.has_pin === true} userId={me.user_id} />
        )}
        <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => void leave()}>
          {t('Someone else signs in')}
        </Button>
      </Door>
    </Cover>
  );
}
