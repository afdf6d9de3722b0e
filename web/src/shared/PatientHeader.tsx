import { Skeleton, Title } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/api/client';
import { asProblem } from '@/api/problem';
import { Money } from '@/components/Money';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { formatDateTime, formatPlainDate, useNow } from '@/lib/time';
import { useOpenPatient } from './openPatient';
import classes from './PatientHeader.module.css';
import { dutyQuery, type Encounter, isOpen, latestCasesQuery, medicalHistoryQuery, patientQuery } from './patientQueries';
import { ageAndSex } from './patientWords';
import { EncounterStatus } from './status';

interface PatientHeaderProps {
  patientId: number;
  /** The case whose page this is; without it the patient's open case is shown, if there is one. */
  encounter?: Encounter | undefined;
  /** This header is the title of the page, and names the browser's tab. */
  page?: boolean;
  actions?: React.ReactNode;
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Says that the chart is open for a reason that was given, and until when. */
function OpenedOutside({ patientId }: { patientId: number }) {
  const { t } = useTranslation();
  const duty = useQuery(dutyQuery(patientId)).data;
  const now = useNow();
  if (duty?.until === undefined || duty.until === null || Date.parse(duty.until) <= now) return null;
  return (
    <span title={t('Your reason: {{reason}}', { reason: duty.reason })}>
      <StatusBadge tone="amber" shape="diamond" label={t('Opened outside your duty')} /> <span className="soft">{t('until {{time}}', { time: formatDateTime(duty.until) })}</span>
    </span>
  );
}

/** Allergies in red, or in words that none is known; silent for those who may not read them. */
function Allergies({ patientId }: { patientId: number }) {
  const { t } = useTranslation();
  const history = useQuery(medicalHistoryQuery(patientId));
  if (history.data === undefined) {
    if (!history.isError) return <Skeleton height={14} width={140} my={4} />;
    return <span className="soft">{asProblem(history.error).leaveNeeded === undefined ? t('Allergies could not be loaded') : t('Allergies: outside your duty')}</span>;
  }
  const allergies = history.data.filter((item) => item.kind === 'Allergy' && item.retired_at === null);
  if (allergies.length === 0) return <span className="soft">{t('No allergies recorded')}</span>;
  return (
    <span className={classes.allergies}>
      <IconAlertOctagon size={16} stroke={2} aria-hidden="true" />
      <span>
        <strong>{t('Allergies')}</strong> {allergies.map((item) => item.description).join(', ')}
      </span>
    </span>
  );
}

function Balance({ billId }: { billId: number }) {
  const { t } = useTranslation();
  const bill = useQuery({
    queryKey: ['bill', 'one', billId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/bills/{id}', { params: { path: { id: billId } }, signal })),
  });
  return (
    <Fact label={t('Balance')}>
      {bill.data === undefined ? (
        bill.isError ? '–' : <Skeleton height={14} width={64} my={3} />
      ) : (
        <Link to="/bills/$billId" params={{ billId: String(billId) }} className={classes.quiet}>
          <Money amount={bill.data.balance} strong paid={bill.data.status === 'Paid'} />
        </Link>
      )}
    </Fact>
  );
}

/** Who the patient is, on every page about them: name, code, age, allergies, and where the open case stands. */
export function PatientHeader({ patientId, encounter, page = false, actions }: PatientHeaderProps) {
  const { t } = useTranslation();
  const can = useCan();
  const found = useQuery(patientQuery(patientId));
  const cases = useQuery({ ...latestCasesQuery(patientId), enabled: encounter === undefined && can('encounter:read') });
  const patient = found.data;
  const shown = encounter ?? cases.data?.find(isOpen);
  const waiting = encounter === undefined && cases.isPending && can('encounter:read');
  useOpenPatient(patient);

  const title = page ? patient?.name : undefined;
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Talaan`;
  }, [title]);

  if (patient === undefined) {
    return (
      <div className={classes.header} aria-busy="true">
        <div className={classes.who}>
          <Skeleton height={20} width={240} my={4} />
          <Skeleton height={14} width={180} my={3} />
        </div>
      </div>
    );
  }

  const known = ageAndSex(t, patient);
  return (
    <section className={classes.header} aria-label={t('Patient')}>
      <div className={classes.who}>
        <div className={classes.line}>
          {page ? (
            <Title order={1} className={classes.name}>
              {patient.name}
            </Title>
          ) : (
            <Link to="/patients/$patientId" params={{ patientId: String(patientId) }} className={classes.name}>
              {patient.name}
            </Link>
          )}
          <span className={classes.code} title={t('Patient code')}>
            {patient.code}
          </span>
          {can('chart:break-glass') && <OpenedOutside patientId={patientId} />}
        </div>
        <div className={classes.line}>
          <span>
            {known === '' ? <span className="soft">{t('Age and sex not recorded')}</span> : known}
            {patient.date_of_birth !== '' && <span className="soft">{t(', born {{date}}', { date: formatPlainDate(patient.date_of_birth) })}</span>}
            {patient.date_of_birth === '' && patient.age !== null && <span className="soft">{t(', birth date unknown')}</span>}
          </span>
          {can('medical-history:read') && <Allergies patientId={patientId} />}
        </div>
      </div>
      <div className={classes.right}>
        {waiting ? (
          <Skeleton height={36} width={220} />
        ) : shown === undefined ? (
          can('encounter:read') && <span className="soft">{t('No open case')}</span>
        ) : (
          <dl className={classes.facts}>
            <Fact label={t('Case')}>
              <span className={classes.stage}>
                {encounter === undefined && (
                  <Link to="/cases/$encounterId" params={{ encounterId: String(shown.id) }} className={classes.caseNumber}>
                    {shown.case_number}
                  </Link>
                )}
                <EncounterStatus status={shown.status} />
              </span>
            </Fact>
            {shown.bed_number !== '' && <Fact label={t('Bed')}>{shown.bed_number}</Fact>}
            {shown.attending_physician_name !== '' && <Fact label={t('Attending')}>{shown.attending_physician_name}</Fact>}
            {shown.bill_id !== null && can('bill:read') && <Balance billId={shown.bill_id} />}
          </dl>
        )}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </section>
  );
}
