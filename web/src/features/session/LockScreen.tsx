import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import type { Me } from '@/lib/permissions';
import { Door } from './Door';
import { SignInForm } from './SignInForm';

/**
 * Covers the page when the session has ended or was locked: no name can be read, and nothing that was typed beneath is
 * lost. The same person goes on where they were; another person starts afresh.
 */
export function LockScreen({ me }: { me: Me }) {
  const { t } = useTranslation();
  const hospital = useHospital();
  const queryClient = useQueryClient();

  useEffect(() => {
    // Esc would otherwise reach a dialog beneath and close it unseen.
    const swallow = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', swallow, { capture: true });
    return () => window.removeEventListener('keydown', swallow, { capture: true });
  }, []);

  return (
    <Modal
      opened
      onClose={() => undefined}
      fullScreen
      withCloseButton={false}
      closeOnEscape={false}
      zIndex={1000}
      padding={0}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('Locked') } }}
    >
      <Door title={hospital?.name ?? t('Locked')} subtitle={t('Locked. Sign in to go on where you were; nothing you typed is lost.')}>
        <SignInForm
          userId={me.user_id}
          onSignedIn={(now) => {
            if (now.id === me.id) void queryClient.invalidateQueries();
            else window.location.assign('/');
          }}
        />
        <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => window.location.assign('/')}>
          {t('Someone else signs in')}
        </Button>
      </Door>
    </Modal>
  );
}
