import { Button, Skeleton, Switch } from '@mantine/core';
import { IconDownload, IconGavel, IconPencilQuestion } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { useCan } from '@/lib/permissions';
import { formatDate, formatPlainDate } from '@/lib/time';
import type { Patient } from '@/shared/patientQueries';
import { CorrectionDialog } from '@/shared/privacy/CorrectionDialog';
import { CorrectionStatus } from '@/shared/privacy/CorrectionStatus';
import { LiftHold, PlaceHold } from '@/shared/privacy/HoldDialogs';
import { type CorrectionRequest, correctionsQuery, holdOfQuery, type LegalHold } from '@/shared/privacy/queries';
import { ExportRecord } from './ExportRecord';
import { RequestCorrection } from './RequestCorrection';
import classes from './Rights.module.css';

/** The hold as a marked line: it is a fact of the record, and no alarm. */
function HoldLine({ hold, onLift }: { hold: LegalHold; onLift: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={classes.hold}>
      <IconGavel size={16} stroke={1.8} aria-hidden="true" />
      <div className={classes.words}>
        <strong>{t('On legal hold')}</strong>
        <div className={classes.detail}>{hold.reason}</div>
        <div className={classes.detail}>{t('Since {{day}}, by {{name}}', { day: formatDate(hold.placed_at), name: hold.placed_by_name })}</div>
      </div>
      {onLift !== undefined && (
        <Button variant="default" size="compact-sm" onClick={onLift}>
          {t('Lift')}
        </Button>
      )}
    </div>
  );
}

function RequestLine({ request, onOpen }: { request: CorrectionRequest; onOpen: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const open = request.status === 'Open';
  return (
    <li className={classes.request}>
      <div className={classes.words}>
        <div className={classes.what}>{request.wrong}</div>
        <div className={classes.detail}>
          <CorrectionStatus request={request} />{' '}
          {open ? t('due {{day}}', { day: formatPlainDate(request.due_on) }) : request.decided_at !== null && formatDate(request.decided_at)}
        </div>
      </div>
      <Button variant="default" size="compact-sm" aria-label={t('Open the request: {{wrong}}', { wrong: request.wrong })} onClick={onOpen}>
        {open && can('correction:decide') ? t('Answer') : t('Open')}
      </Button>
    </li>
  );
}

function Requests({ patientId, onOpen }: { patientId: number; onOpen: (request: CorrectionRequest) => void }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(correctionsQuery({ patient_id: patientId }));
  const [withAnswered, setWithAnswered] = useState(false);
  const all = found.data?.pages.flatMap((page) => page.items);
  if (all === undefined) {
    return found.isError ? (
      <ErrorState error={found.error} onRetry={found.refetch} />
    ) : (
      <div className={classes.loading} aria-busy="true">
        <Skeleton height={14} width="60%" />
      </div>
    );
  }
  const answered = all.filter((request) => request.status !== 'Open').length;
  const shown = withAnswered ? all : all.filter((request) => request.status === 'Open');
  return (
    <>
      {shown.length === 0 ? (
        <p className={classes.none}>{t('No request for a correction waits for an answer.')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('Requests for corrections')}>
          {shown.map((request) => (
            <RequestLine key={request.id} request={request} onOpen={() => onOpen(request)} />
          ))}
        </ul>
      )}
      {answered > 0 && (
        <div className={classes.answered}>
          <Switch size="xs" label={t('Show answered ({{count}})', { count: answered })} checked={withAnswered} onChange={(event) => setWithAnswered(event.currentTarget.checked)} />
        </div>
      )}
      {withAnswered && found.hasNextPage && (
        <div className={classes.answered}>
          <Button variant="default" size="compact-sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('Show more')}
          </Button>
        </div>
      )}
    </>
  );
}

type Act = { is: 'request' } | { is: 'export' } | { is: 'hold' } | { is: 'lift'; hold: LegalHold } | { is: 'answer'; request: CorrectionRequest };

/** What the law gives a patient over their record, and whether the record must be kept: for those whom policy lets. */
export function Rights({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const can = useCan();
  const [act, setAct] = useState<Act | null>(null);
  const close = (): void => setAct(null);
  const held = useQuery({ ...holdOfQuery(patient.id), enabled: can('retention:read') });
  const hold = held.data ?? null;
  if (!can('correction:request', 'patient:export', 'legal-hold:write', 'retention:read')) return null;
  return (
    <SectionCard title={t('The patient’s rights')} flush>
      {held.isError && <ErrorState error={held.error} onRetry={held.refetch} />}
      {hold !== null && <HoldLine hold={hold} onLift={can('legal-hold:write') ? () => setAct({ is: 'lift', hold }) : undefined} />}
      {can('correction:request') && <Requests patientId={patient.id} onOpen={(request) => setAct({ is: 'answer', request })} />}
      <div className={classes.foot}>
        {can('correction:request') && (
          <Button variant="default" size="compact-sm" leftSection={<IconPencilQuestion size={15} stroke={1.7} />} onClick={() => setAct({ is: 'request' })}>
            {t('Request a correction')}
          </Button>
        )}
        {can('patient:export') && (
          <Button variant="default" size="compact-sm" leftSection={<IconDownload size={15} stroke={1.7} />} onClick={() => setAct({ is: 'export' })}>
            {t('Export everything')}
          </Button>
        )}
        {can('legal-hold:write') && hold === null && !held.isLoading && (
          <Button variant="default" size="compact-sm" leftSection={<IconGavel size={15} stroke={1.7} />} onClick={() => setAct({ is: 'hold' })}>
            {t('Place a legal hold')}
          </Button>
        )}
      </div>
      {act?.is === 'request' && <RequestCorrection patient={patient} onClose={close} />}
      {act?.is === 'export' && <ExportRecord patient={patient} onClose={close} />}
      {act?.is === 'hold' && <PlaceHold patient={patient} onClose={close} />}
      {act?.is === 'lift' && <LiftHold hold={act.hold} onClose={close} />}
      {act?.is === 'answer' && <CorrectionDialog request={act.request} onClose={close} />}
    </SectionCard>
  );
}
