import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Me, meQuery } from '@/lib/permissions';
import { ChangePasswordForm } from '@/shared/account/ChangePasswordForm';
import { SecondFactorSetUp } from '@/shared/account/SecondFactorSetUp';
import { Cover } from './Cover';
import { Door } from './Door';
import classes from './Door.module.css';
import { leave } from './leave';

interface FirstStepsProps {
  me: Me;
  /** Called with true while something is shown that is shown only once. */
  onHold: (holding: boolean) => void;
}

/** What a person must do before anything else: choose a password of their own, set up the second factor. */
export function FirstSteps({ me, onHold }: FirstStepsProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const goOn = (): Promise<void> => queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
  const away = (
    <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => void leave()}>
      {t('Sign out')}
    </Button>
  );
  if (me.must_change_password === true) {
    return (
      <Cover label={t('Choose a password')}>
        <Door title={t('Choose a password')} subtitle={t('The one you have was made by someone else. From now on only you know it.')}>
          <ChangePasswordForm userId={me.user_id} submitLabel={t('Set the new password')} alone onDone={goOn} />
          {away}
        </Door>
      </Cover>
    );
  }
  return (
    <Cover label={t('Set up the second factor')}>
      <Door
        title={t('Set up the second factor')}
        subtitle={t('Your role asks for it: besides the password, a code from your phone. Type your password to begin.')}
      >
        <div className={classes.steps}>
          <SecondFactorSetUp
            whose={me.name}
            onConfirmed={() => onHold(true)}
            onDone={() => void goOn().finally(() => onHold(false))}
          />
        </div>
        {away}
      </Door>
    </Cover>
  );
}
