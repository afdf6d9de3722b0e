import { Button, Modal, PasswordInput, Skeleton, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import type { Me } from '@/lib/permissions';
import { formatDate } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { ChangePasswordForm } from '@/shared/account/ChangePasswordForm';
import { PasswordForm } from '@/shared/account/PasswordForm';
import { renewRecoveryCodes, secondFactorQuery } from '@/shared/account/queries';
import { RecoveryCodes } from '@/shared/account/RecoveryCodes';
import { SecondFactorSetUp } from '@/shared/account/SecondFactorSetUp';
import { SessionsList } from '@/shared/account/SessionsList';
import classes from './account.module.css';
import { endOtherSessions, endSession, mySessionsQuery, removePin, removeSecondFactor, setPin } from './queries';

function useMeAgain(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['me'] });
}

export function Password({ me }: { me: Me }) {
  const { t } = useTranslation();
  const again = useMeAgain();
  return (
    <SectionCard title={t('Password')} note={t('Changing it ends your other sessions.')}>
      <ChangePasswordForm
        userId={me.user_id}
        submitLabel={t('Change the password')}
        onDone={() => {
          toast.done(t('Your password is changed'));
          return again();
        }}
      />
    </SectionCard>
  );
}

function NewCodes({ whose, onDone }: { whose: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} whose={whose} onDone={onDone} />;
  return (
    <PasswordForm submitLabel={t('Make new codes')} send={renewRecoveryCodes} onDone={(made) => setCodes(made.codes)}>
      {t('The codes that you have are void from then on.')}
    </PasswordForm>
  );
}

type Act = 'set-up' | 'codes' | 'off';

/** The code that is asked for besides the password: set up, turned off, with new recovery codes. */
export function SecondFactorCard({ me }: { me: Me }) {
  const { t } = useTranslation();
  const again = useMeAgain();
  const found = useQuery(secondFactorQuery);
  const [act, setAct] = useState<Act | null>(null);
  const close = (): void => {
    setAct(null);
    void again();
  };
  const titles: Record<Act, string> = { 'set-up': t('Set up the second factor'), codes: t('New recovery codes'), off: t('Turn the second factor off?') };
  const content = (): React.ReactNode => {
    if (found.data === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={72} />;
    const { since, required, recovery_codes_left: left } = found.data;
    if (since === null) {
      return (
        <>
          <p className={classes.words}>{t('Off. With it, signing in asks for a code from an app on your phone besides the password: who learns your password cannot use it.')}</p>
          <Button onClick={() => setAct('set-up')}>{t('Set up')}</Button>
        </>
      );
    }
    return (
      <>
        <p className={classes.words}>
          {t('On since {{day}}.', { day: formatDate(since) })} {t('{{count}} recovery codes left.', { count: left })}
        </p>
        {left < 3 && (
          <div className={classes.words}>
            <Notice tone="amber" title={t('Make new recovery codes before the last is used.')} />
          </div>
        )}
        <div className={classes.acts}>
          <Button variant="default" onClick={() => setAct('codes')}>
            {t('New recovery codes')}
          </Button>
          {required ? (
            <span className="soft">{t('Your role requires it: it cannot be turned off.')}</span>
          ) : (
            <Button variant="default" onClick={() => setAct('off')}>
              {t('Turn off')}
            </Button>
          )}
        </div>
      </>
    );
  };
  return (
    <SectionCard title={t('Second factor')}>
      {content()}
      <Modal
        opened={act !== null}
        onClose={close}
        title={act === null ? '' : titles[act]}
        // Codes that are shown once must not be lost to a stray click.
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {act === 'set-up' && <SecondFactorSetUp whose={me.name} onDone={close} />}
        {act === 'codes' && <NewCodes whose={me.name} onDone={close} />}
        {act === 'off' && (
          <PasswordForm submitLabel={t('Turn off')} danger send={removeSecondFactor} onDone={close}>
            {t('From then on the password alone signs you in.')}
          </PasswordForm>
        )}
      </Modal>
    </SectionCard>
  );
}

interface PinValues {
  pin: string;
  again: string;
  password: string;
}

/** A short number that unlocks my sessions, so that a locked station is opened quickly. */
export function Pin({ me }: { me: Me }) {
  const { t } = useTranslation();
  const meAgain = useMeAgain();
  const [asking, setAsking] = useState(false);
  const has = me.has_pin === true;
  const form = useForm<PinValues>({
    initialValues: { pin: '', again: '', password: '' },
    validate: {
      pin: (value) => (/^\d{4,8}$/.test(value) ? null : t('4 to 8 digits')),
      again: (value, values) => (value === values.pin ? null : t('The two do not match')),
      password: (value) => (value === '' ? t('Enter your password') : null),
    },
  });
  const setting = useSubmit({
    form,
    send: ({ pin, password }: PinValues, headers) => setPin({ pin, password }, headers),
    done: () => {
      setAsking(false);
      form.reset();
      toast.done(t('Your PIN is set'));
      return meAgain();
    },
  });
  const removal = useSubmit({
    send: () => removePin(),
    done: () => {
      toast.done(t('Your PIN is removed'));
      return meAgain();
    },
  });
  const eye = { 'aria-label': t('Show the PIN') };
  return (
    <SectionCard title={t('PIN for the lock')}>
      <p className={classes.words}>
        {has ? t('A PIN unlocks this page where you locked it. After five wrong tries only the password does.') : t('None. With a PIN of 4 to 8 digits you unlock this page quickly; signing in always takes the password.')}
      </p>
      <FormProblem problem={removal.problem} />
      <div className={classes.acts}>
        <Button variant="default" onClick={() => setAsking(true)}>
          {has ? t('Change the PIN') : t('Set a PIN')}
        </Button>
        {has && (
          <Button variant="default" loading={removal.busy} onClick={() => removal.submit(undefined)}>
            {t('Remove the PIN')}
          </Button>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={() => {
          setAsking(false);
          form.reset();
          setting.clearProblem();
        }}
        title={has ? t('Change the PIN') : t('Set a PIN')}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        <form onSubmit={form.onSubmit(setting.submit)} noValidate>
          <Stack gap="sm">
            <FormProblem problem={setting.problem} form={form} />
            <PasswordInput
              label={t('New PIN')}
              description={t('4 to 8 digits, not one that is guessed first, like 1111 or 1234.')}
              inputMode="numeric"
              autoComplete="off"
              maxLength={8}
              required
              data-autofocus
              visibilityToggleButtonProps={eye}
              {...form.getInputProps('pin')}
            />
            <PasswordInput label={t('The new PIN again')} inputMode="numeric" autoComplete="off" maxLength={8} required visibilityToggleButtonProps={eye} {...form.getInputProps('again')} />
            <PasswordInput
              label={t('Your password')}
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={setting.busy} style={{ alignSelf: 'flex-end' }}>
              {t('Set the PIN')}
            </SubmitButton>
          </Stack>
        </form>
      </Modal>
    </SectionCard>
  );
}

/** Where I am signed in. */
export function Sessions() {
  const { t } = useTranslation();
  const again = useMeAgain();
  const found = useQuery(mySessionsQuery);
  const [ending, setEnding] = useState<number | null>(null);
  const end = useSubmit({ send: (id: number) => endSession(id), done: again });
  const others = useSubmit({
    send: () => endOtherSessions(),
    done: () => {
      toast.done(t('Your other sessions are ended'));
      return again();
    },
  });
  const content = (): React.ReactNode => {
    if (found.data === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={96} />;
    return (
      <SessionsList
        label={t('My sessions')}
        sessions={found.data}
        ending={end.busy ? ending : null}
        onEnd={({ id }) => {
          setEnding(id);
          end.submit(id);
        }}
      />
    );
  };
  return (
    <SectionCard
      title={t('My sessions')}
      actions={
        (found.data?.length ?? 0) > 1 && (
          <Button variant="default" size="compact-sm" loading={others.busy} onClick={() => others.submit(undefined)}>
            {t('End all others')}
          </Button>
        )
      }
    >
      <FormProblem problem={end.problem ?? others.problem} />
      {content()}
    </SectionCard>
  );
}
