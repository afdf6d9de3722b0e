import { Button, Skeleton } from '@mantine/core';
import { IconFlask, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { KeyHint } from '@/components/KeyHint';
import { ReasonDialog } from '@/components/ReasonDialog';
import { SectionCard } from '@/components/SectionCard';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { useSubmit } from '@/lib/useSubmit';
import { ChartError, DutyEnded } from '@/shared/BreakGlass';
import { AlbumGrid } from '@/shared/files/AlbumGrid';
import { UploadDialog } from '@/shared/files/UploadDialog';
import type { Lab } from '@/shared/lab/queries';
import { PatientHeader } from '@/shared/PatientHeader';
import { HistoryDrawer } from '@/shared/RecordHistory';
import { CompleteResult } from './CompleteResult';
import { EditResult } from './EditResult';
import { historyFields, labActs } from './history';
import { LabFacts } from './LabFacts';
import { LabHead } from './LabHead';
import { cancelLab, labQuery, loadLabHistory, startLab } from './queries';
import classes from './Result.module.css';
import { useSavedLab } from './useSavedLab';
import { ValuesTable } from './ValuesTable';

/** What was found: in words and in values; or that it is still to be done. */
function Result({ lab, onComplete }: { lab: Lab; onComplete: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const nothing = lab.result_summary === '' && lab.values.length === 0;
  if (nothing) {
    return (
      <SectionCard title={t('Result')} flush>
        <EmptyState
          icon={<IconFlask size={28} stroke={1.5} />}
          title={lab.status === 'In_progress' ? t('{{name}} is working on it', { name: lab.started_by_name }) : lab.status === 'Cancelled' ? t('The test was not done') : t('Waits for the laboratory')}
          action={
            lab.status === 'Requested' && can('lab:write') ? (
              <Button variant="default" rightSection={<KeyHint keys="r" />} onClick={onComplete}>
                {t('Write the result')}
              </Button>
            ) : undefined
          }
        />
      </SectionCard>
    );
  }
  return (
    <>
      {lab.result_summary !== '' && (
        <SectionCard title={t('Result')}>
          <div className={classes.summary}>{lab.result_summary}</div>
        </SectionCard>
      )}
      {lab.values.length > 0 && (
        <SectionCard title={t('Values')} note={lab.abnormal_count > 0 ? t('{{count}} abnormal', { count: lab.abnormal_count }) : undefined} flush>
          <ValuesTable lab={lab} />
        </SectionCard>
      )}
    </>
  );
}

function Attachments({ lab }: { lab: Lab }) {
  const { t } = useTranslation();
  const can = useCan();
  const [opened, setOpened] = useState(false);
  const mayAdd = can('lab:write') && lab.status !== 'Cancelled';
  useShortcuts(mayAdd ? [{ keys: 'u', label: t('Upload more attachments'), run: () => setOpened(true) }] : []);
  return (
    <SectionCard
      title={t('Attachments')}
      actions={
        mayAdd ? (
          <Button size="compact-sm" variant="default" leftSection={<IconUpload size={14} />} rightSection={<KeyHint keys="u" />} onClick={() => setOpened(true)}>
            {lab.albums.length === 0 ? t('Upload attachments') : t('Upload more attachments')}
          </Button>
        ) : undefined
      }
    >
      {lab.albums.length === 0 ? (
        <span className="soft">{t('No files yet.')}</span>
      ) : (
        <div className={classes.albums}>
          {lab.albums.map((album) => (
            <AlbumGrid key={album.id} album={album} readOnly={lab.status === 'Cancelled'} />
          ))}
        </div>
      )}
      {mayAdd && <UploadDialog labId={lab.id} opened={opened} onClose={() => setOpened(false)} />}
    </SectionCard>
  );
}

type Mode = 'read' | 'edit' | 'complete';

export function LabView({ lab }: { lab: Lab }) {
  const { t } = useTranslation();
  const keep = useSavedLab();
  const [mode, setMode] = useState<Mode>('read');
  const [history, setHistory] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const read = (): void => setMode('read');
  const start = useSubmit({
    send: (_: null, headers) => startLab(lab.id, headers),
    done: (started) => {
      keep(started);
      toast.done(t('Started'));
    },
    failed: (problem) => toast.failed(problem),
  });

  return (
    <div className={classes.page}>
      <PatientHeader patientId={lab.patient_id} />
      <LabHead
        lab={lab}
        writing={mode !== 'read'}
        onHistory={() => setHistory(true)}
        onEdit={() => setMode('edit')}
        onStart={() => start.submit(null)}
        starting={start.busy}
        onComplete={() => setMode('complete')}
        onCancel={() => setCancelling(true)}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          {mode === 'edit' && <EditResult lab={lab} onClose={read} />}
          {mode === 'complete' && <CompleteResult lab={lab} onClose={read} />}
          {mode === 'read' && <Result lab={lab} onComplete={() => setMode('complete')} />}
          {(mode !== 'complete' || lab.albums.length > 0) && <Attachments lab={lab} />}
        </div>
        <div className={classes.side}>
          <LabFacts lab={lab} />
        </div>
      </div>
      <HistoryDrawer
        opened={history}
        onClose={() => setHistory(false)}
        title={t('History of test {{code}}', { code: lab.code })}
        queryKey={['lab', 'one', lab.id, 'history']}
        load={loadLabHistory(lab.id)}
        acts={labActs}
        fields={historyFields(t)}
      />
      <ReasonDialog
        opened={cancelling}
        title={t('Cancel {{test}}?', { test: lab.test_type })}
        confirmLabel={t('Cancel test')}
        send={async (reason, headers) => keep(await cancelLab(lab.id, reason, headers))}
        onDone={() => {
          setCancelling(false);
          toast.done(t('Test cancelled'));
        }}
        onClose={() => setCancelling(false)}
      >
        {lab.status === 'Done'
          ? t('The result was entered in error: it stays on record as cancelled, and its price is taken off the bill unless that is final.')
          : t('The laboratory does not do it, and nothing is charged.')}
      </ReasonDialog>
    </div>
  );
}

function Bones() {
  return (
    <div className={classes.page} aria-busy="true">
      <Skeleton height={76} radius={8} />
      <Skeleton height={32} width={320} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {[110, 240, 180].map((height) => (
            <Skeleton key={height} height={height} radius={8} />
          ))}
        </div>
        <div className={classes.side}>
          <Skeleton height={260} radius={8} />
        </div>
      </div>
    </div>
  );
}

const route = getRouteApi('/reading/labs/$labId');

/** One laboratory test: the request, the result with its values, and its albums. */
export function LabPage() {
  const { t } = useTranslation();
  const { labId } = route.useParams();
  const id = Number(labId);
  const known = Number.isInteger(id) && id > 0;
  const found = useQuery({ ...labQuery(id), enabled: known });
  if (!known) {
    return (
      <EmptyState title={t('There is no such test')} action={<Link to="/labs">{t('Go to Laboratory')}</Link>}>
        {t('The address may be mistyped.')}
      </EmptyState>
    );
  }
  if (found.data === undefined) return found.isError ? <ChartError page error={found.error} onRetry={found.refetch} /> : <Bones />;
  return (
    <>
      <DutyEnded error={found.error} />
      <LabView key={id} lab={found.data} />
    </>
  );
}
