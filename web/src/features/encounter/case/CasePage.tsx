import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/api/client';
import { KeyHint } from '@/components/KeyHint';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { useCan } from '@/lib/permissions';
import { type Shortcut, useShortcuts } from '@/lib/shortcuts';
import { ChartError, DutyEnded } from '@/shared/BreakGlass';
import { LabCard } from '@/shared/lab/LabCard';
import { PatientHeader } from '@/shared/PatientHeader';
import { HistoryDrawer } from '@/shared/RecordHistory';
import { type Act, actNames, acts, isPossible } from '../acts';
import { CancelCase, SendBackCase } from '../dialogs/ReasonCase';
import { ConfirmCase } from '../dialogs/ConfirmCase';
import { DischargeCase } from '../dialogs/DischargeCase';
import { FinalizeCase } from '../dialogs/FinalizeCase';
import { MakePacket } from '../dialogs/MakePacket';
import { RecordVitals } from '../dialogs/RecordVitals';
import { RequestTests } from '../dialogs/RequestTests';
import { TransferCase } from '../dialogs/TransferCase';
import type { CaseDialogProps } from '../dialogs/useActDone';
import { type SectionName, sections } from '../fields';
import { type Encounter, encounterQuery } from '../queries';
import { BedCard } from '../rail/BedCard';
import { BillCard } from '../rail/BillCard';
import { FilesCard } from '../rail/FilesCard';
import { ChecklistCard } from '../rail/ChecklistCard';
import { NotesCard } from '../rail/NotesCard';
import { VitalsCard } from '../rail/VitalsCard';
import { isOpen } from '../rights';
import classes from './Case.module.css';
import { CaseHead } from './CaseHead';
import { FieldSection } from './FieldSection';
import { Outcome } from './Outcome';
import { useDialogs } from './useDialogs';

type DialogName = Act | 'vitals' | 'tests' | 'packet';

const dialogs: Record<DialogName, React.ComponentType<CaseDialogProps>> = {
  confirm: ConfirmCase,
  finalize: FinalizeCase,
  transfer: TransferCase,
  discharge: DischargeCase,
  sendBack: SendBackCase,
  cancel: CancelCase,
  vitals: RecordVitals,
  tests: RequestTests,
  packet: MakePacket,
};
const dialogNames: readonly DialogName[] = [...actNames, 'vitals', 'tests', 'packet'];

const record: readonly SectionName[] = ['registration', 'complaint', 'examination', 'diagnosis', 'treatment'];

/** Which parts of the page hold something that is not saved. */
function useDirtyParts(): { any: boolean; mark: (part: string, dirty: boolean) => void } {
  const [parts, setParts] = useState<readonly string[]>([]);
  const mark = useCallback((part: string, dirty: boolean) => {
    setParts((names) => (names.includes(part) === dirty ? names : dirty ? [...names, part] : names.filter((name) => name !== part)));
  }, []);
  return { any: parts.length > 0, mark };
}

interface PartProps {
  name: SectionName;
  encounter: Encounter;
  mark: (part: string, dirty: boolean) => void;
}

function Part({ name, encounter, mark }: PartProps) {
  const { t } = useTranslation();
  const onDirty = useCallback((dirty: boolean) => mark(name, dirty), [name, mark]);
  return <FieldSection name={name} title={t(sections[name].title)} encounter={encounter} fields={sections[name].fields} onDirty={onDirty} narrow={name === 'assignment'} />;
}

/** The case's laboratory tests; a doctor asks for more, and whoever writes results may write one that nobody asked for. */
function Laboratory({ encounter, onRequest }: { encounter: Encounter; onRequest: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { id, status } = encounter;
  const requests = isOpen(status) && can('lab:request');
  const writes = status !== 'Cancelled' && can('lab:write');
  const keys: Shortcut[] = [];
  if (requests) keys.push({ keys: 'l', label: t('Request tests'), run: onRequest });
  if (writes) keys.push({ keys: 'r', label: t('New result'), run: () => void navigate({ to: '/labs/new', search: { encounter: id } }) });
  useShortcuts(keys);
  return (
    <LabCard
      of={{ encounter_id: id }}
      empty={requests ? t('No tests yet. Request what the laboratory should do.') : t('No tests yet.')}
      actions={
        <>
          {writes && (
            <Button size="compact-sm" variant="default" rightSection={<KeyHint keys="r" />} renderRoot={(props) => <Link {...props} to="/labs/new" search={{ encounter: id }} />}>
              {t('New result')}
            </Button>
          )}
          {requests && (
            <Button size="compact-sm" variant="default" rightSection={<KeyHint keys="l" />} onClick={onRequest}>
              {t('Request tests')}
            </Button>
          )}
        </>
      }
    />
  );
}

function Case({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  const can = useCan();
  const { any, mark } = useDirtyParts();
  const open = useDialogs<DialogName>();
  const [history, setHistory] = useState(false);
  const markNote = useCallback((dirty: boolean) => mark('note', dirty), [mark]);

  const { id, status } = encounter;
  const recordsVitals = isOpen(status) && can('vitals:write');
  const packs = can('packet:make') && status !== 'Cancelled';
  const writesNotes = isOpen(status) && can('note:write');
  const inCare = status === 'Admitted' || status === 'Outpatient';
  const charges = (inCare && can('charge:add')) || (status === 'Discharged' && can('charge:add-after-discharge'));
  const billId = can('bill:read') ? encounter.bill_id : null;
  const leaving = inCare || (status === 'Discharged' && encounter.archived_at === null);
  const hadBed = encounter.decision === 'Inpatient' && encounter.finalized_at !== null;

  const keys: Shortcut[] = [
    ...actNames.filter((act) => isPossible(act, status, can)).map((act) => ({ keys: acts[act].key, label: t(acts[act].label), run: () => open.open(act) })),
    { keys: 'h', label: t('History'), run: () => setHistory(true) },
  ];
  if (recordsVitals) keys.push({ keys: 'v', label: t('Record vital signs'), run: () => open.open('vitals') });
  if (packs) keys.push({ keys: 'k', label: t('Discharge packet'), run: () => open.open('packet') });
  useShortcuts(keys);

  return (
    <div className={classes.page}>
      <PatientHeader patientId={encounter.patient_id} encounter={encounter} />
      <CaseHead encounter={encounter} onAct={open.open} onHistory={() => setHistory(true)} />
      <div className={classes.columns}>
        <div className={classes.record}>
          {status === 'Discharged' && <Outcome encounter={encounter} />}
          {record.map((name) => (
            <Part key={name} name={name} encounter={encounter} mark={mark} />
          ))}
          {can('lab:read') && <Laboratory encounter={encounter} onRequest={() => open.open('tests')} />}
        </div>
        <div className={classes.rail}>
          {leaving && <ChecklistCard encounter={encounter} />}
          {hadBed && <BedCard encounterId={id} onTransfer={isPossible('transfer', status, can) ? () => open.open('transfer') : undefined} />}
          {can('vitals:read') && <VitalsCard encounterId={id} onRecord={recordsVitals ? () => open.open('vitals') : undefined} />}
          {can('note:read') && <NotesCard encounterId={id} mayWrite={writesNotes} onDirty={markNote} />}
          {can('lab:read') && <FilesCard encounterId={id} onPacket={packs ? () => open.open('packet') : undefined} />}
          {billId !== null && <BillCard billId={billId} mayAdd={charges} />}
          <Part name="assignment" encounter={encounter} mark={mark} />
        </div>
      </div>
      {dialogNames.map((name) => {
        const Dialog = dialogs[name];
        return open.isKept(name) ? <Dialog key={name} encounter={encounter} opened={open.isOpen(name)} onClose={open.close} onDone={open.finish} /> : null;
      })}
      <HistoryDrawer
        opened={history}
        onClose={() => setHistory(false)}
        title={t('History of case {{number}}', { number: encounter.case_number })}
        queryKey={['encounter', 'one', id, 'history']}
        load={(cursor, signal) =>
          unwrap(api.GET('/api/v1/encounters/{id}/history', { params: { path: { id }, query: cursor === undefined ? {} : { cursor } }, signal }))
        }
      />
      <UnsavedGuard when={any} />
    </div>
  );
}

function Bones() {
  return (
    <div className={classes.page} aria-busy="true">
      <Skeleton height={76} radius={8} />
      <Skeleton height={32} width={280} />
      <Skeleton height={60} />
      <div className={classes.columns}>
        <div className={classes.record}>
          {[150, 190, 150, 190].map((height, index) => (
            <Skeleton key={index} height={height} radius={8} />
          ))}
        </div>
        <div className={classes.rail}>
          {[220, 180, 150].map((height, index) => (
            <Skeleton key={index} height={height} radius={8} />
          ))}
        </div>
      </div>
    </div>
  );
}

const route = getRouteApi('/reading/cases/$encounterId');

/** One case: where it stands, what moves it on, and its record. */
export function CasePage() {
  const { encounterId } = route.useParams();
  const id = Number(encounterId);
  const found = useQuery(encounterQuery(id));
  if (found.data === undefined) return found.isError ? <ChartError page error={found.error} onRetry={() => found.refetch()} /> : <Bones />;
  return (
    <>
      <DutyEnded error={found.error} />
      <Case key={id} encounter={found.data} />
    </>
  );
}
