import { Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '@/api/schema';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { fetched } from '@/lib/fetched';
import { useSubmit } from '@/lib/useSubmit';
import { CopyButton } from './CopyButton';
import classes from './account.module.css';
import { PasswordForm } from './PasswordForm';
import { beginSecondFactor, confirmSecondFactor } from './queries';
import { RecoveryCodes } from './RecoveryCodes';

type Enrolment = Awaited<ReturnType<typeof beginSecondFactor>>;
type Codes = components['schemas']['RecoveryCodes'];

const QrCode = lazy(async () => ({ default: (await fetched(() => import('../QrCode'))).QrCode }));

function inFours(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function Confirm({ enrolment, onConfirmed }: { enrolment: Enrolment; onConfirmed: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: '' }, validate: { code: isNotEmpty(t('Enter the six digits that the app shows')) } });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ code }: { code: string }): Promise<Codes> => confirmSecondFactor(code.replaceAll(/\s/g, '')),
    done: ({ codes }) => onConfirmed(codes),
  });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        <p className={classes.words}>{t('Scan this with an authenticator app on your phone: Google Authenticator, Microsoft Authenticator, Aegis or another.')}</p>
        <div className={classes.qr}>
          <Suspense>
            <QrCode text={enrolment.uri} label={t('QR code for the authenticator app')} />
          </Suspense>
        </div>
        <div>
          <div className="soft">{t('Or type this key into the app:')}</div>
          <div className={classes.secret}>
            <code>{inFours(enrolment.secret)}</code>
            <CopyButton text={enrolment.secret} label={t('Copy the key')} />
          </div>
        </div>
        <FormProblem problem={problem} form={form} />
        <TextInput
          label={t('Code that the app shows now')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          required
          data-autofocus
          autoFocus
          {...form.getInputProps('code')}
        />
        <SubmitButton busy={busy} fullWidth>
          {t('Confirm')}
        </SubmitButton>
      </Stack>
    </form>
  );
}

interface SecondFactorSetUpProps {
  /** Whose it is, for the printed sheet. */
  whose: string;
  /** Codes are on the screen that are shown only once: whoever shows this must leave it standing. */
  onConfirmed?: () => void;
  onDone: () => void;
}

/** Sets up the second factor: the password, the key for the app, a code of the app, the recovery codes. */
export function SecondFactorSetUp({ whose, onConfirmed, onDone }: SecondFactorSetUpProps) {
  const { t } = useTranslation();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} whose={whose} onDone={onDone} />;
  if (enrolment === null) return <PasswordForm submitLabel={t('Go on')} fullWidth send={beginSecondFactor} onDone={setEnrolment} />;
  return (
    <Confirm
      enrolment={enrolment}
      onConfirmed={(given) => {
        onConfirmed?.();
        setCodes(given);
      }}
    />
  );
}
