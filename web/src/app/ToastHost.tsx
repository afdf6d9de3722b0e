import { Button, Group } from '@mantine/core';
import { hideNotification, Notifications, showNotification } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect } from 'react';
import { hostToasts, type Toast } from '@/components/toast';
import { newKey } from '@/lib/formKey';
import { i18next } from './i18n';

function show({ kind, message, action }: Toast): void {
  const id = newKey();
  const failed = kind === 'failed';
  showNotification({
    id,
    color: failed ? 'red' : 'green',
    icon: failed ? <IconAlertTriangle size={18} /> : <IconCheck size={18} />,
    // Long enough to read; longer when there is something to press or to pass on.
    autoClose: failed ? 10_000 : action === undefined ? 4000 : 8000,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('Close') },
    message:
      action === undefined ? (
        message
      ) : (
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <span>{message}</span>
          <Button
            size="compact-sm"
            variant="subtle"
            flex="none"
            onClick={() => {
              hideNotification(id);
              action.onClick();
            }}
          >
            {action.label}
          </Button>
        </Group>
      ),
  });
}

/** Where toasts appear. */
export function ToastHost() {
  useEffect(() => hostToasts(show), []);
  return <Notifications position="bottom-right" limit={4} />;
}
