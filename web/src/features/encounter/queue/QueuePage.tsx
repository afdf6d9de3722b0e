import { Button, Select, Switch } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { PageHeader } from '@/components/PageHeader';
import { RelativeTime } from '@/components/RelativeTime';
import { useCan, useMe } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { departmentsQuery } from '@/shared/lookups';
import { ageAndSex } from '@/shared/patientWords';
import { ClaimControl } from '../ClaimControl';
import { type Encounter, queueQuery, type Status } from '../queries';
import classes from './Queue.module.css';
import type { QueueSearch } from './search';
import { WaitBar } from './WaitBar';

export interface QueueKind {
  status: Status;
  /** Untranslated. */
  title: string;
  /** What the cases here wait for. */
  about: string;
  /** Heading of the time in this stage. */
  since: string;
  empty: string;
  /** Someone waits for the next act: the time is drawn as a bar, and the case can be claimed. */
  waits: boolean;
}

interface QueuePageProps {
  kind: QueueKind;
  search: QueueSearch;
  onSearch: (search: QueueSearch) => void;
}

function Who({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  const known = ageAndSex(t, encounter.patient);
  return (
    <span className={classes.patient}>
      <Link to="/cases/$encounterId" params={{ encounterId: String(encounter.id) }} className={classes.link}>
        {encounter.patient.name}
      </Link>
      <span className={classes.who}>
        <span className="code">{encounter.patient.code}</span>
        {known !== '' && ` · ${known}`}
      </span>
    </span>
  );
}

/** The diagnosis for those who see it, else why the patient came. */
function Why({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  const diagnosis = encounter.principal_diagnosis ?? '';
  const code = encounter.icd_code ?? '';
  const back = encounter.status === 'Pending' ? (encounter.send_back_reason ?? '') : '';
  const text = diagnosis === '' ? encounter.reason_for_visit : diagnosis;
  return (
    <>
      <span className={classes.reason}>
        {code !== '' && <span className={classes.icd}>{code} </span>}
        {text === '' && code === '' ? <span className="soft">{t('Not recorded')}</span> : text}
      </span>
      {back !== '' && <span className={classes.back}>{t('Sent back: {{reason}}', { reason: back })}</span>}
    </>
  );
}

const none = <span className="soft">–</span>;

function useColumns(kind: QueueKind): Column<Encounter>[] {
  const { t } = useTranslation();
  const columns: Column<Encounter>[] = [
    {
      key: 'since',
      header: t(kind.since),
      width: '120px',
      cell: (row) => (kind.waits ? <WaitBar since={row.status_since} /> : <RelativeTime at={row.status_since} bare />),
    },
    { key: 'patient', header: t('Patient'), width: '23%', primary: true, cell: (row) => <Who encounter={row} /> },
    { key: 'why', header: kind.status === 'Pending' ? t('Reason') : t('Diagnosis or reason'), width: '26%', cell: (row) => <Why encounter={row} /> },
    ...(kind.status === 'Ready_for_Coding' ? [{ key: 'decision', header: t('Decision'), width: '96px', cell: (row: Encounter) => t(row.decision) }] : []),
    ...(kind.status === 'Admitted'
      ? [{ key: 'bed', header: t('Bed'), width: '96px', cell: (row: Encounter) => (row.bed_number === '' ? none : <span className={classes.bed}>{row.bed_number}</span>) }]
      : []),
    { key: 'department', header: t('Department'), width: '13%', cell: (row) => (row.department_name === '' ? none : row.department_name) },
    { key: 'attending', header: t('Attending'), width: '12%', cell: (row) => (row.attending_physician_name === '' ? none : row.attending_physician_name) },
    ...(kind.waits ? [{ key: 'claim', header: t('On it'), width: '150px', cell: (row: Encounter) => <ClaimControl encounter={row} compact /> }] : []),
  ];
  return columns;
}

/** Everyone in one stage, who has been there longest first. It updates by itself. */
export function QueuePage({ kind, search, onSearch }: QueuePageProps) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const navigate = useNavigate();
  const columns = useColumns(kind);
  const departments = useQuery(departmentsQuery);
  const found = useInfiniteQuery(queueQuery({ status: kind.status, department: search.department }));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;

  // "Mine" is told apart here, so nothing may stay behind on the server.
  const mine = search.mine === true;
  useEffect(() => {
    if (mine && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [mine, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const toggleMine = (): void => {
    const { mine: was, ...rest } = search;
    onSearch(was === true ? rest : { ...rest, mine: true });
  };
  // Cases are one's own by attending them or by being on them.
  const hasOwn = can('encounter:write-clinical') || (kind.waits && can('encounter:claim'));
  useShortcuts(hasOwn ? [{ keys: 'm', label: t('Only mine'), run: toggleMine }] : []);

  const all = found.data?.pages.flatMap((page) => page.items);
  const rows = mine ? all?.filter((row) => row.claimed_by === me?.id || row.attending_physician_id === me?.id) : all;
  const filtered = mine || search.department !== undefined;

  return (
    <>
      <PageHeader title={t(kind.title)} aside={rows === undefined ? undefined : <span className="soft num">{hasNextPage ? t('more than {{count}}', { count: rows.length }) : rows.length}</span>}>
        {t(kind.about)}
      </PageHeader>
      <div className={classes.filters}>
        <Select
          className={classes.department ?? ''}
          aria-label={t('Department')}
          placeholder={t('All departments')}
          data={departments.data?.map((each) => ({ value: String(each.id), label: each.name })) ?? []}
          value={search.department === undefined ? null : String(search.department)}
          onChange={(value) => onSearch({ ...(mine ? { mine: true } : {}), ...(value === null ? {} : { department: Number(value) }) })}
          clearable
          searchable
        />
        {hasOwn && <Switch label={t('Only mine')} checked={mine} onChange={toggleMine} />}
      </div>
      <div className={classes.card}>
        <DataTable
          label={t(kind.title)}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          error={found.error}
          onRetry={() => found.refetch()}
          onOpen={(row) => void navigate({ to: '/cases/$encounterId', params: { encounterId: String(row.id) } })}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
          empty={
            filtered ? (
              <EmptyState title={t('No case fits this filter')} action={<Button variant="default" onClick={() => onSearch({})}>{t('Show all')}</Button>} />
            ) : (
              <EmptyState
                title={t(kind.empty)}
                action={
                  kind.status === 'Pending' && can('encounter:check-in') ? (
                    <Button renderRoot={(props) => <Link {...props} to="/check-in" />}>{t('Check in a patient')}</Button>
                  ) : undefined
                }
              />
            )
          }
        />
      </div>
    </>
  );
}
