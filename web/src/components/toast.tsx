import { Button, Group } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { asProblem } from '@/api/problem';
import { newKey } from '@/lib/formKey';

interface ToastAction {
  label: string;
  onClick: () => void;
}

function show(options: { id: string; message: string; color: string; icon: React.ReactNode; action: ToastAction | undefined; stay: number }): void {
  const { id, message, color, icon, action, stay } = options;
  showNotification({
    id,
    color,
    icon,
    autoClose: stay,
    withBorder: true,
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

/** Says what happened, and offers to undo or open it. Texts come translated. */
export const toast = {
  done(message: string, action?: ToastAction): void {
    show({ id: newKey(), message, color: 'green', icon: <IconCheck size={18} />, action, stay: action === undefined ? 4000 : 8000 });
  },
  failed(error: unknown): void {
    show({ id: newKey(), message: asProblem(error).message, color: 'red', icon: <IconAlertTriangle size={18} />, action: undefined, stay: 10_000 });
  },
};
