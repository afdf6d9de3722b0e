import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { FormProblem } from './FormProblem';
import { SubmitButton } from './SubmitButton';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, in words. */
  children: React.ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  onConfirm: () => unknown;
  onClose: () => void;
  busy?: boolean;
  danger?: boolean;
  problem?: Problem | null;
}

/** Asks before an act. Enter confirms, Esc leaves things as they are. */
export function ConfirmDialog({
  opened,
  title,
  children,
  confirmLabel,
  cancelLabel,
  onConfirm,
  onClose,
  busy = false,
  danger = false,
  problem = null,
}: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void onConfirm();
        }}
      >
        <Stack gap="md">
          <div>{children}</div>
          <FormProblem problem={problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {cancelLabel ?? t('Cancel')}
            </Button>
            <SubmitButton busy={busy} color={danger ? 'red.9' : undefined} data-autofocus>
              {confirmLabel}
            </SubmitButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
