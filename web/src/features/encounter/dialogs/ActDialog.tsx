import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import type { FieldForm } from '@/lib/useSubmit';
import classes from './ActDialog.module.css';

interface ActDialogProps {
  opened: boolean;
  title: string;
  size?: 'md' | 'lg';
  /** What will happen, in words; it stands beside the button that does it. */
  consequence: React.ReactNode;
  label: string;
  busy: boolean;
  /** Something stands in the way that nobody here can clear. */
  blocked?: boolean;
  danger?: boolean;
  /** Nothing is to be filled in: Enter does it. */
  focusSubmit?: boolean;
  problem: Problem | null;
  form?: FieldForm;
  onSubmit: (event: React.SubmitEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children?: React.ReactNode;
}

/** A dialog of one purpose: what is needed, what will happen, and the one button. Esc keeps what was typed for later. */
export function ActDialog({ opened, title, size = 'md', consequence, label, busy, blocked = false, danger = false, focusSubmit = false, problem, form, onSubmit, onClose, children }: ActDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size} fullScreen={narrow} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form
        noValidate
        onSubmit={onSubmit}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
        }}
      >
        <Stack gap="sm">
          {children}
          <FormProblem problem={problem} {...(form === undefined ? {} : { form })} />
          <p className={classes.consequence}>{consequence}</p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Not now')}
            </Button>
            <SubmitButton busy={busy} blocked={blocked} color={danger ? 'red.8' : undefined} data-autofocus={focusSubmit || undefined}>
              {label}
            </SubmitButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
