import { Button, Modal, Skeleton, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { formatDate, formatDateTime } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { CopyButton } from '@/shared/account/CopyButton';
import { PhotoAlbum } from '@/shared/account/PhotoAlbum';
import { SessionsList } from '@/shared/account/SessionsList';
import classes from './admin.module.css';
import { endUserSession, endUserSessions, makeResetCode, removeUserFactor, type User, userSessionsQuery } from './queries';

function ResetCode({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<{ code: string; expires_at: string } | null>(null);
  const { submit, busy, problem } = useSubmit({ send: () => makeResetCode(user.id), done: setMade });
  if (made === null) {
    return (
      <ConfirmDialog
        opened
        title={t('Give {{name}} a reset code?', { name: user.name })}
        confirmLabel={t('Make the code')}
        busy={busy}
        problem={problem}
        onConfirm={() => submit(undefined)}
        onClose={onClose}
      >
        {t('With it {{name}} chooses a new password, once. A code given earlier is void. Make sure that it is {{name}} who asks.', { name: user.name })}
      </ConfirmDialog>
    );
  }
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('Reset code for {{name}}', { name: user.name })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack gap="sm">
        <output className={classes.bigCode} aria-label={t('Reset code')}>
          {made.code}
        </output>
        <Notice tone="amber" title={t('It is shown only now')}>
          {t('Good once, until {{time}}. {{name}} presses “I have a reset code” on the sign-in page.', { time: formatDateTime(made.expires_at), name: user.name })}
        </Notice>
        <div className={classes.acts}>
          <CopyButton text={made.code} label={t('Copy')} />
          <Button onClick={onClose} data-autofocus>
            {t('Done')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}

function UserSessions({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const found = useQuery(userSessionsQuery(user.id));
  const [ending, setEnding] = useState<number | null>(null);
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['user', 'one', user.id, 'sessions'] });
  const end = useSubmit({ send: (session: number) => endUserSession(user.id, session), done: again });
  const all = useSubmit({
    send: () => endUserSessions(user.id),
    done: () => {
      toast.done(t('{{name}} is signed out everywhere', { name: user.name }));
      return again();
    },
  });
  const content = (): React.ReactNode => {
    if (found.data === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={96} />;
    if (found.data.length === 0) return <p className="soft">{t('Signed in nowhere.')}</p>;
    return (
      <SessionsList
        label={t('Sessions of {{name}}', { name: user.name })}
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
    <Modal opened onClose={onClose} title={t('Sessions of {{name}}', { name: user.name })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack gap="sm">
        <FormProblem problem={end.problem ?? all.problem} />
        {content()}
        {(found.data?.length ?? 0) > 0 && (
          <Button variant="default" loading={all.busy} onClick={() => all.submit(undefined)}>
            {t('End all')}
          </Button>
        )}
      </Stack>
    </Modal>
  );
}

function RemoveFactor({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { submit, busy, problem } = useSubmit({
    send: () => removeUserFactor(user.id),
    done: async () => {
      toast.done(t('The second factor of {{name}} is removed', { name: user.name }));
      await queryClient.invalidateQueries({ queryKey: ['user'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('Remove the second factor of {{name}}?', { name: user.name })}
      confirmLabel={t('Remove')}
      danger
      busy={busy}
      problem={problem}
      onConfirm={() => submit(undefined)}
      onClose={onClose}
    >
      {t('For who has lost the phone and the recovery codes. From then on the password alone signs in; where a role requires a second factor, a new one is set up first.')}
    </ConfirmDialog>
  );
}

function UserPhotos({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size="lg" title={t('Photos of {{name}}', { name: user.name })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <PhotoAlbum of={user.id} />
    </Modal>
  );
}

/** What an administrator does for a user beside their record: who cannot sign in, or must not stay signed in; their photos. */
export function UserAccess({ user }: { user: User }) {
  const { t } = useTranslation();
  const can = useCan();
  const [act, setAct] = useState<'code' | 'factor' | 'sessions' | 'photos' | null>(null);
  const close = (): void => setAct(null);
  if (!can('user:reset', 'user:end-sessions', 'user:read')) return null;
  return (
    <section className={classes.access} aria-label={t('Sign-in')}>
      <div className="soft">
        {user.second_factor_at === null ? t('No second factor') : t('Second factor since {{day}}', { day: formatDate(user.second_factor_at) })}
        {user.must_change_password && <> · {t('chooses a new password at the next sign-in')}</>}
      </div>
      <div className={classes.acts}>
        {can('user:reset') && (
          <Button variant="default" size="compact-sm" disabled={!user.active} onClick={() => setAct('code')}>
            {t('Give a reset code')}
          </Button>
        )}
        {can('user:reset') && user.second_factor_at !== null && (
          <Button variant="default" size="compact-sm" onClick={() => setAct('factor')}>
            {t('Remove the second factor')}
          </Button>
        )}
        {can('user:end-sessions') && (
          <Button variant="default" size="compact-sm" onClick={() => setAct('sessions')}>
            {t('Sessions')}
          </Button>
        )}
        {can('user:read') && (
          <Button variant="default" size="compact-sm" onClick={() => setAct('photos')}>
            {t('Photos')}
          </Button>
        )}
      </div>
      {act === 'code' && <ResetCode user={user} onClose={close} />}
      {act === 'factor' && <RemoveFactor user={user} onClose={close} />}
      {act === 'photos' && <UserPhotos user={user} onClose={close} />}
      {act === 'sessions' && <UserSessions user={user} onClose={close} />}
    </section>
  );
}
