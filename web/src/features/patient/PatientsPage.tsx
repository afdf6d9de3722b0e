import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDate, formatExact, formatPlainDate } from '@/lib/time';
import type { Patient } from '@/shared/patientQueries';
import { ageAndSex } from '@/shared/patientWords';
import { useSearchText } from '@/shared/useSearchText';
import classes from './PatientsPage.module.css';
import { patientsQuery } from './queries';
import { readStatus } from './status';

const route = getRouteApi('/wide/patients');

/** The register: found by name, code or phone. */
export function PatientsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = route.useNavigate();
  const { q = '', status, archived = false } = route.useSearch();
  const field = useRef<HTMLInputElement>(null);
  const filter = (change: { q?: string; status?: Patient['status'] | undefined; archived?: boolean }): void =>
    void navigate({
      replace: true,
      search: () => {
        const next = { q, status, archived, ...change };
        return {
          ...(next.q === '' ? {} : { q: next.q }),
          ...(next.status === undefined ? {} : { status: next.status }),
          ...(next.archived ? { archived: true } : {}),
        };
      },
    });
  const text = useSearchText(q, (settled) => filter({ q: settled }));
  const found = useInfiniteQuery({ ...patientsQuery({ q, status, archived }), placeholderData: keepPreviousData });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items), [found.data]);
  const checkIn = (): void => void navigate({ to: '/check-in', search: {} });

  useShortcuts([
    { keys: 'f', label: t('Filter the list'), run: () => field.current?.focus() },
    ...(can('encounter:check-in') ? [{ keys: 'n', label: t('Check in a new patient'), run: checkIn }] : []),
  ]);

  const columns: readonly Column<Patient>[] = [
    {
      key: 'name',
      header: t('Name'),
      primary: true,
      width: '28%',
      cell: (patient) => (
        <>
          <Link to="/patients/$patientId" params={{ patientId: String(patient.id) }}>
            {patient.name}
          </Link>
          {patient.status !== 'Active' && <span className={classes.unusual}>{t(patient.status)}</span>}
          {patient.archived && <span className={classes.unusual}>{t('Archived')}</span>}
        </>
      ),
    },
    { key: 'code', header: t('Code'), width: '90px', cell: (patient) => <span className={classes.code}>{patient.code}</span> },
    { key: 'age', header: t('Age and sex'), width: '130px', cell: (patient) => <span className={classes.whole}>{ageAndSex(t, patient) || '–'}</span> },
    {
      key: 'born',
      header: t('Born'),
      width: '130px',
      cell: (patient) => (patient.date_of_birth === '' ? <span className="soft">{t('unknown')}</span> : <span className={classes.whole}>{formatPlainDate(patient.date_of_birth)}</span>),
    },
    { key: 'phone', header: t('Phone'), width: '150px', cell: (patient) => <span className={classes.whole}>{patient.phone || '–'}</span> },
    { key: 'address', header: t('Address'), wideOnly: true, cell: (patient) => <span className={classes.address}>{patient.address}</span> },
    {
      key: 'registered',
      header: t('Registered'),
      width: '130px',
      wideOnly: true,
      cell: (patient) => (
        <time dateTime={patient.created_at} className={classes.whole} title={formatExact(patient.created_at)}>
          {formatDate(patient.created_at)}
        </time>
      ),
    },
  ];

  const filtered = q !== '' || status !== undefined || archived;
  return (
    <>
      <PageHeader
        title={t('Patients')}
        actions={
          can('encounter:check-in') && (
            <Button leftSection={<IconUserPlus size={16} />} rightSection={<KeyHint keys="n" />} onClick={checkIn}>
              {t('Check in')}
            </Button>
          )
        }
      />
      <div className={classes.filters} role="search" aria-label={t('Filter patients')}>
        <TextInput
          ref={field}
          className={classes.search}
          type="search"
          aria-label={t('Name, code or phone')}
          placeholder={t('Name, code or phone')}
          leftSection={<IconSearch size={16} />}
          rightSection={<KeyHint keys="f" />}
          autoComplete="off"
          spellCheck={false}
          value={text.value}
          onChange={(event) => text.change(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('Status')}
          data={[
            { value: '', label: t('Active and inactive') },
            { value: 'Active', label: t('Active') },
            { value: 'Inactive', label: t('Inactive') },
            { value: 'Deleted', label: t('Deleted') },
          ]}
          value={status ?? ''}
          onChange={(event) => filter({ status: readStatus(event.currentTarget.value) })}
        />
        <Switch label={t('With archived')} checked={archived} onChange={(event) => filter({ archived: event.currentTarget.checked })} />
      </div>
      <div className={classes.table}>
        <DataTable
          label={t('Patients')}
          columns={columns}
          rows={rows}
          rowKey={(patient) => patient.id}
          error={found.error}
          onRetry={found.refetch}
          onOpen={(patient) => void navigate({ to: '/patients/$patientId', params: { patientId: String(patient.id) } })}
          skeletonRows={14}
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
          empty={
            filtered ? (
              <EmptyState
                title={q === '' ? t('No patient is like this') : t('Nobody matches “{{query}}”', { query: q })}
                action={
                  <Button variant="default" onClick={() => void navigate({ replace: true, search: {} })}>
                    {t('Show all')}
                  </Button>
                }
              >
                {t('Names are found by the beginning of each word, in any order.')}
              </EmptyState>
            ) : (
              <EmptyState
                title={t('No patients yet')}
                action={
                  can('encounter:check-in') && (
                    <Button leftSection={<IconUserPlus size={16} />} onClick={checkIn}>
                      {t('Check in the first')}
                    </Button>
                  )
                }
              >
                {t('Everyone who is checked in appears here.')}
              </EmptyState>
            )
          }
        />
      </div>
    </>
  );
}
