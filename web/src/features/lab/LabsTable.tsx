import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { RelativeTime } from '@/components/RelativeTime';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import { UrgentBadge } from '@/shared/lab/flags';
import type { LabSummary } from '@/shared/lab/queries';
import { ageAndSex } from '@/shared/patientWords';
import { LabStatus } from '@/shared/status';
import classes from './Labs.module.css';
import { type FoundLabs, startLab } from './queries';
import { useSavedLab } from './useSavedLab';

/** What waits is told by its waiting time, what is done by its moment. */
export type LabsKind = 'waiting' | 'results' | 'all';

interface LabsTableProps {
  label: string;
  kind: LabsKind;
  found: FoundLabs;
  empty: React.ReactNode;
  /** Each row can be started from here. */
  startable?: boolean;
}

export function rowsIn(found: FoundLabs): LabSummary[] | undefined {
  return found.data?.pages.flatMap((page) => page.items);
}

function Test({ lab, kind }: { lab: LabSummary; kind: LabsKind }) {
  const waits = lab.status === 'Requested' || lab.status === 'In_progress';
  return (
    <span className={classes.line}>
      <Link to="/labs/$labId" params={{ labId: String(lab.id) }} className={classes.name}>
        {lab.test_type}
      </Link>
      {lab.urgent && waits && <UrgentBadge />}
      {kind === 'all' && <LabStatus status={lab.status} />}
    </span>
  );
}

function Who({ lab }: { lab: LabSummary }) {
  const { t } = useTranslation();
  const known = ageAndSex(t, lab.patient);
  return (
    <>
      <span className={classes.person}>{lab.patient.name}</span>
      <span className={classes.sub}>
        <span className="code">{lab.patient.code}</span>
        {known !== '' && ` · ${known}`}
      </span>
    </>
  );
}

const none = <span className="soft">–</span>;

/** Begins with a test from the list. */
function Start({ lab }: { lab: LabSummary }) {
  const { t } = useTranslation();
  const keep = useSavedLab();
  const { submit, busy } = useSubmit({
    send: (_: null, headers) => startLab(lab.id, headers),
    done: (started) => {
      keep(started);
      toast.done(t('Started'));
    },
    failed: (problem) => toast.failed(problem),
  });
  return (
    <Button size="compact-sm" variant="default" loading={busy} aria-label={t('Start {{test}} of {{name}}', { test: lab.test_type, name: lab.patient.name })} onClick={() => submit(null)}>
      {t('Start')}
    </Button>
  );
}

function useColumns(kind: LabsKind, startable: boolean): Column<LabSummary>[] {
  const { t } = useTranslation();
  const waiting = kind === 'waiting';
  return [
    {
      key: 'when',
      header: waiting ? t('Waiting') : t('Date'),
      width: '116px',
      cell: (lab) => (
        <span className={waiting ? classes.wait : classes.when}>
          <RelativeTime at={lab.requested_at !== null && waiting ? lab.requested_at : lab.dated_at} bare={waiting} />
        </span>
      ),
    },
    { key: 'test', header: t('Test'), primary: true, width: startable ? '25%' : '28%', cell: (lab) => <Test lab={lab} kind={kind} /> },
    { key: 'patient', header: t('Patient'), width: startable ? '22%' : '26%', cell: (lab) => <Who lab={lab} /> },
    { key: 'code', header: t('Code'), width: '104px', cell: (lab) => <span className="code">{lab.code}</span> },
    { key: 'case', header: t('Case'), width: '148px', wideOnly: true, cell: (lab) => <span className="code">{lab.case_number}</span> },
    waiting
      ? { key: 'by', header: t('Requested by'), cell: (lab) => (lab.requested_by_name === '' ? none : lab.requested_by_name) }
      : { key: 'by', header: t('Performed by'), cell: (lab) => (lab.performed_by_name === '' ? none : lab.performed_by_name) },
    ...(waiting
      ? []
      : [
          {
            key: 'marks',
            header: t('Content'),
            width: '150px',
            cell: (lab: LabSummary) =>
              lab.abnormal_count === 0 && lab.file_count === 0 ? (
                none
              ) : (
                <span className={classes.marks}>
                  {lab.abnormal_count > 0 && <span className={classes.abnormal}>{t('{{count}} abnormal', { count: lab.abnormal_count })}</span>}
                  {lab.file_count > 0 && <span className="soft">{t('{{count}} files', { count: lab.file_count })}</span>}
                </span>
              ),
          },
        ]),
    ...(startable ? [{ key: 'act', header: '', width: '92px', align: 'right' as const, cell: (lab: LabSummary) => <Start lab={lab} /> }] : []),
  ];
}

/** Laboratory tests as rows; a row opens its result. */
export function LabsTable({ label, kind, found, empty, startable = false }: LabsTableProps) {
  const navigate = useNavigate();
  return (
    <DataTable
      label={label}
      columns={useColumns(kind, startable)}
      rows={rowsIn(found)}
      rowKey={(lab) => lab.id}
      error={found.error}
      onRetry={found.refetch}
      onOpen={(lab) => void navigate({ to: '/labs/$labId', params: { labId: String(lab.id) } })}
      tone={(lab) => (lab.urgent && kind === 'waiting' ? 'red' : undefined)}
      more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
      empty={empty}
    />
  );
}
