import { Button } from '@mantine/core';
import { IconHistory, IconPencil, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { Notice } from '@/components/Notice';
import { PageHeader } from '@/components/PageHeader';
import { useCan } from '@/lib/permissions';
import { type Shortcut, useShortcuts } from '@/lib/shortcuts';
import { formatDateTime } from '@/lib/time';
import { UrgentBadge } from '@/shared/lab/flags';
import type { Lab } from '@/shared/lab/queries';
import { LabStatus } from '@/shared/status';
import { printAddress } from './queries';
import classes from './Result.module.css';

interface LabHeadProps {
  lab: Lab;
  /** It is being written: only what does not disturb that is offered. */
  writing: boolean;
  onHistory: () => void;
  onEdit: () => void;
  onStart: () => void;
  starting: boolean;
  onComplete: () => void;
  onCancel: () => void;
}

/** What a test is and where it stands, and the acts on it. */
export function LabHead({ lab, writing, onHistory, onEdit, onStart, starting, onComplete, onCancel }: LabHeadProps) {
  const { t } = useTranslation();
  const can = useCan();
  const waits = lab.status === 'Requested' || lab.status === 'In_progress';
  const writes = can('lab:write') && lab.status !== 'Cancelled' && !writing;
  const print = (): void => void window.open(printAddress(lab.id), '_blank', 'noopener');
  const keys: Shortcut[] = [{ keys: 'h', label: t('History'), run: onHistory }];
  if (lab.status === 'Done') keys.push({ keys: 'p', label: t('Print'), run: print });
  if (writes) {
    keys.push({ keys: 'e', label: t('Edit'), run: onEdit }, { keys: 'x', label: t('Cancel test'), run: onCancel });
    if (waits) keys.push({ keys: 'r', label: t('Write the result'), run: onComplete });
    if (lab.status === 'Requested') keys.push({ keys: 's', label: t('Start'), run: onStart });
  }
  useShortcuts(keys);

  return (
    <>
      <PageHeader
        title={lab.test_type}
        aside={
          <>
            {lab.urgent && waits && <UrgentBadge />}
            <LabStatus status={lab.status} />
            <span className="code soft" title={t('Laboratory code')}>
              {lab.code}
            </span>
          </>
        }
        actions={
          <>
            <Button variant="default" leftSection={<IconHistory size={16} />} rightSection={<KeyHint keys="h" />} onClick={onHistory}>
              {t('History')}
            </Button>
            {lab.status === 'Done' && (
              <Button variant="default" component="a" href={printAddress(lab.id)} target="_blank" rel="noopener" leftSection={<IconPrinter size={16} />} rightSection={<KeyHint keys="p" />}>
                {t('Print')}
              </Button>
            )}
            {writes && (
              <>
                <Button variant="default" rightSection={<KeyHint keys="x" />} onClick={onCancel}>
                  {t('Cancel test')}
                </Button>
                <Button variant="default" leftSection={<IconPencil size={16} />} rightSection={<KeyHint keys="e" />} onClick={onEdit}>
                  {t('Edit')}
                </Button>
              </>
            )}
            {writes && lab.status === 'In_progress' && (
              <Button className={classes.next} rightSection={<KeyHint keys="r" />} onClick={onComplete}>
                {t('Write the result')}
              </Button>
            )}
            {writes && lab.status === 'Requested' && (
              <Button className={classes.next} loading={starting} rightSection={<KeyHint keys="s" />} onClick={onStart}>
                {t('Start')}
              </Button>
            )}
          </>
        }
      />
      {lab.status === 'Cancelled' && (
        <Notice tone="red" title={t('Cancelled by {{name}}, {{time}}', { name: lab.cancelled_by_name, time: formatDateTime(lab.cancelled_at ?? lab.dated_at) })}>
          {lab.cancel_reason}
        </Notice>
      )}
    </>
  );
}
