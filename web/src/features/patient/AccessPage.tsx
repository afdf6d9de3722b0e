import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { formatDateTime, formatExact } from '@/lib/time';
import { patientQuery } from '@/shared/patientQueries';
import { trailExport } from '@/shared/trail';
import { type AccessSearch, momentOf, readAccessSearch } from './access';
import classes from './AccessPage.module.css';
import { type Reader, readersQuery } from './queries';

const route = getRouteApi('/reading/patients/$patientId/access');

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatDateTime(at)}
    </time>
  );
}

interface AccessViewProps {
  patientId: number;
  search: AccessSearch;
  onSearch: (search: AccessSearch) => void;
}

/** All who saw or changed a patient's chart, between two moments if these are chosen. */
export function AccessView({ patientId, search, onSearch }: AccessViewProps) {
  const { t } = useTranslation();
  const known = Number.isInteger(patientId) && patientId > 0;
  const patient = useQuery({ ...patientQuery(patientId), enabled: known }).data;
  const span = { from: momentOf(search.from), to: momentOf(search.to) };
  const found = useQuery({ ...readersQuery(patientId, span), enabled: known, placeholderData: keepPreviousData });
  const filtered = search.from !== undefined || search.to !== undefined;
  const set = (change: AccessSearch): void => onSearch(readAccessSearch({ ...search, ...change }));

  if (!known) {
    return (
      <EmptyState title={t('There is no such patient')} action={<Link to="/patients">{t('Go to Patients')}</Link>}>
        {t('The address may be mistyped.')}
      </EmptyState>
    );
  }

  // The trail is searched by days.
  const days = { ...(search.from === undefined ? {} : { from: search.from.slice(0, 10) }), ...(search.to === undefined ? {} : { to: search.to.slice(0, 10) }) };
  const columns: Column<Reader>[] = [
    {
      key: 'who',
      header: t('Who'),
      primary: true,
      cell: (reader) =>
        reader.actor_id === null ? (
          reader.actor || t('The system')
        ) : (
          <Link to="/admin/audit" search={{ who: reader.actor_id, patient: patientId, ...days }}>
            {reader.actor}
          </Link>
        ),
    },
    {
      key: 'outside',
      header: t('Duty'),
      width: '170px',
      cell: (reader) => (reader.outside > 0 ? <StatusBadge tone="amber" shape="diamond" label={t('Outside duty ({{count}})', { count: reader.outside })} /> : <span className="soft">{t('Within duty')}</span>),
    },
    { key: 'first', header: t('First'), width: '180px', cell: (reader) => <When at={reader.first} /> },
    { key: 'last', header: t('Last'), width: '180px', cell: (reader) => <When at={reader.last} /> },
    { key: 'opened', header: t('Seen or printed'), align: 'right', width: '130px', cell: (reader) => reader.opened },
    { key: 'entries', header: t('All entries'), align: 'right', width: '110px', cell: (reader) => reader.entries },
  ];
  return (
    <>
      <PageHeader
        title={t('Who opened this chart')}
        actions={
          <>
            <Button className="no-print" variant="default" leftSection={<IconPrinter size={16} stroke={1.7} />} onClick={() => window.print()}>
              {t('Print')}
            </Button>
            <Button
              className="no-print"
              component="a"
              href={trailExport({ patient_id: patientId, ...span })}
              download
              variant="default"
              leftSection={<IconDownload size={16} stroke={1.7} />}
            >
              {t('Export CSV')}
            </Button>
          </>
        }
      >
        {patient !== undefined && (
          <>
            <Link to="/patients/$patientId" params={{ patientId: String(patientId) }} activeOptions={{ exact: true }}>
              {patient.name}
            </Link>{' '}
            <span className="code">{patient.code}</span>
          </>
        )}
      </PageHeader>
      <div className={`${classes.filters} no-print`} role="search" aria-label={t('Between two moments')}>
        <TextInput
          label={t('From')}
          type="datetime-local"
          className={classes.moment ?? ''}
          max={search.to}
          value={search.from ?? ''}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          label={t('Before')}
          type="datetime-local"
          className={classes.moment ?? ''}
          min={search.from}
          value={search.to ?? ''}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        {filtered && (
          <Button variant="default" onClick={() => onSearch({})}>
            {t('At any time')}
          </Button>
        )}
      </div>
      {filtered && (
        <p className={classes.span}>
          {span.from !== undefined && t('From {{moment}}', { moment: formatDateTime(span.from) })} {span.to !== undefined && t('before {{moment}}', { moment: formatDateTime(span.to) })}
        </p>
      )}
      <SectionCard title={t('People')} note={t('The latest first')} flush>
        <DataTable
          label={t('Who opened this chart')}
          columns={columns}
          rows={found.data}
          rowKey={(reader) => `${reader.actor_id ?? 0} ${reader.actor}`}
          error={found.error}
          onRetry={found.refetch}
          tone={(reader) => (reader.outside > 0 ? 'amber' : undefined)}
          skeletonRows={4}
          empty={
            <EmptyState title={filtered ? t('Nobody saw this chart between these moments') : t('Nobody has seen this chart yet')}>
              {t('Every opening, printing and change of the record and of what belongs to it counts.')}
            </EmptyState>
          }
        />
      </SectionCard>
    </>
  );
}

export function AccessPage() {
  const { patientId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return <AccessView patientId={Number(patientId)} search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
