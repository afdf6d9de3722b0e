import { Button } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { formatDateTime, formatExact } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { formatSize } from '@/shared/files/fileWords';
import { ListCard } from '../record/ListFrame';
import { BackupState } from './BackupState';
import classes from './Backups.module.css';
import { type Backup, verifyBackup } from './queries';
import { RestoreBackup } from './RestoreBackup';
import { isBeingRestored, isBusy } from './work';

/** Has it restored for a trial; once it was, it can be again. */
function Verify({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { submit, busy } = useSubmit({
    send: (id: number, headers) => verifyBackup(id, headers),
    done: () => queryClient.invalidateQueries({ queryKey: ['backup'] }),
    failed: (problem) => toast.failed(problem),
  });
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={busy}
      aria-label={t('Verify the backup of {{time}}', { time: formatDateTime(backup.started_at) })}
      onClick={() => submit(backup.id)}
    >
      {backup.verification === '' ? t('Verify') : t('Verify again')}
    </Button>
  );
}

/** What can be done with a backup that is there, one below the other. */
function Acts({ backup, onRestore, restoring }: { backup: Backup; onRestore: (id: number) => void; restoring: boolean }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <div className={classes.rowActs}>
      {can('backup:make') && <Verify backup={backup} />}
      {can('backup:restore') && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={restoring}
          aria-label={t('Restore the backup of {{time}}', { time: formatDateTime(backup.started_at) })}
          onClick={() => onRestore(backup.id)}
        >
          {t('Restore…')}
        </Button>
      )}
    </div>
  );
}

function Size({ backup: { size, files, files_bytes, kind } }: { backup: Backup }) {
  const { t } = useTranslation();
  if (size === 0) return <span className="soft">–</span>;
  return (
    <>
      {formatSize(size)}
      {files > 0 && (
        <div className={classes.detail}>
          {kind === 'complete' ? t('with {{count}} files', { count: files }) : t('and {{count}} files, {{size}}', { count: files, size: formatSize(files_bytes) })}
        </div>
      )}
    </>
  );
}

/** Its file is there, to be verified or restored. */
const isThere = ({ status, removed_at }: Backup): boolean => status === 'Done' && removed_at === null;

interface BackupListProps {
  /** undefined while loading. */
  backups: readonly Backup[] | undefined;
  error: unknown;
  onRetry: () => unknown;
  more: { has: boolean; loading: boolean; load: () => unknown };
  /** The next act when there is none. */
  first: React.ReactNode;
}

/** Every backup that was asked for, and what became of it. */
export function BackupList({ backups, error, onRetry, more, first }: BackupListProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [chosen, setChosen] = useState<number>();
  const restoring = backups?.some(isBeingRestored) ?? false;
  const toRestore = backups?.find(({ id }) => id === chosen);
  const columns: Column<Backup>[] = [
    {
      key: 'made',
      header: t('Made'),
      primary: true,
      width: '176px',
      cell: ({ started_at, started_by, scheduled }) => (
        <>
          <time dateTime={started_at} title={formatExact(started_at)}>
            {formatDateTime(started_at)}
          </time>
          <div className={classes.detail}>{scheduled ? t('by itself') : started_by}</div>
        </>
      ),
    },
    { key: 'state', header: t('State'), width: '250px', cell: (backup) => <BackupState backup={backup} /> },
    {
      key: 'where',
      header: t('Where'),
      cell: ({ folder, file_name, note }) => (
        <>
          <div className={classes.path}>{folder}</div>
          <div className={`${classes.path} ${classes.detail}`}>{file_name}</div>
          {note !== '' && <div className={classes.note}>{note}</div>}
        </>
      ),
    },
    { key: 'size', header: t('Size'), align: 'right', width: '176px', cell: (backup) => <Size backup={backup} /> },
    {
      key: 'encrypted',
      header: t('Encrypted'),
      width: '96px',
      cell: (backup) =>
        backup.status !== 'Done' ? (
          <span className="soft">–</span>
        ) : (
          <span className={classes.lock}>
            {backup.encrypted ? <IconLock size={15} stroke={1.7} aria-hidden="true" /> : <IconLockOpen size={15} stroke={1.7} aria-hidden="true" />}
            {backup.encrypted ? t('Yes') : t('No')}
          </span>
        ),
    },
    ...(can('backup:make', 'backup:restore')
      ? [
          {
            key: 'acts',
            header: '',
            align: 'right' as const,
            width: '120px',
            cell: (backup: Backup) => isThere(backup) && !isBusy(backup) && <Acts backup={backup} onRestore={setChosen} restoring={restoring} />,
          },
        ]
      : []),
  ];
  return (
    <ListCard>
      <DataTable
        label={t('Backups')}
        columns={columns}
        rows={backups}
        rowKey={({ id }) => id}
        error={error}
        onRetry={onRetry}
        more={more}
        skeletonRows={4}
        tone={({ status, verification }) => (status === 'Failed' || verification === 'Bad' ? 'red' : undefined)}
        empty={
          <EmptyState title={t('No backup was made yet')} action={first}>
            {t('A backup is one file with everything of one moment. People go on working while it is made.')}
          </EmptyState>
        }
      />
      {toRestore !== undefined && <RestoreBackup backup={toRestore} onClose={() => setChosen(undefined)} />}
    </ListCard>
  );
}
