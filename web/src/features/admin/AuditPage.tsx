import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { formatDate, formatExact, formatTime } from '@/lib/time';
import { departmentsQuery } from '@/shared/lookups';
import { fieldWords, spokenChanges, valueWords } from '@/shared/RecordHistory';
import classes from './AuditPage.module.css';
import { type AuditLine, auditQuery, peopleQuery } from './queries';
import { type AuditSearch, readDay, readId, spanOf, tidy } from './search';

const route = getRouteApi('/reading/admin/audit');

/** Kinds of records that leave a trail, as people call them. */
const entities: Record<string, string> = {
  patient: 'Patient',
  medical_history: 'Medical history',
  encounter: 'Case',
  vitals: 'Vital signs',
  note: 'Note',
  stay: 'Stay',
  bill: 'Bill',
  bed: 'Bed',
  room: 'Room',
  service: 'Service',
  department: 'Department',
  icd_mapping: 'ICD mapping',
  user: 'User',
  hospital: 'Hospital',
};

/** The record's own page, where it has one. */
function RecordLink({ line: { entity, entity_id: id, action }, children }: { line: AuditLine; children: React.ReactNode }) {
  if (action === 'deleted') return <>{children}</>;
  switch (entity) {
    case 'patient':
      return (
        <Link to="/patients/$patientId" params={{ patientId: String(id) }}>
          {children}
        </Link>
      );
    case 'encounter':
      return (
        <Link to="/cases/$encounterId" params={{ encounterId: String(id) }}>
          {children}
        </Link>
      );
    case 'bill':
      return (
        <Link to="/bills/$billId" params={{ billId: String(id) }}>
          {children}
        </Link>
      );
    case 'user':
      return (
        <Link to="/admin/users" search={{ open: id }}>
          {children}
        </Link>
      );
    case 'department':
      return (
        <Link to="/admin/departments" search={{ open: id }}>
          {children}
        </Link>
      );
    case 'service':
      return (
        <Link to="/admin/services" search={{ open: id }}>
          {children}
        </Link>
      );
    case 'icd_mapping':
      return (
        <Link to="/admin/icd-mappings" search={{ open: id }}>
          {children}
        </Link>
      );
    case 'room':
    case 'bed':
      return (
        <Link to="/admin/rooms" search={{ open: `${entity}-${id}` }}>
          {children}
        </Link>
      );
    case 'hospital':
      return <Link to="/admin/hospital">{children}</Link>;
    default:
      return <>{children}</>;
  }
}

/** Which record an act was about; nothing where someone only came or went. */
function About({ line, name }: { line: AuditLine; name: string | undefined }) {
  const { t } = useTranslation();
  if (line.entity === 'user' && line.entity_id === line.actor_id && line.changes.length === 0) return null;
  const kind = t(entities[line.entity] ?? fieldWords(line.entity));
  return <RecordLink line={line}>{line.entity === 'hospital' ? kind : `${kind} ${name ?? line.entity_id}`}</RecordLink>;
}

/** Records whose name is a field of its own, not put together from others. */
const named = ['department', 'room', 'service', 'hospital'];

/** What is worth reading of an act; beyond a record's own history, the department and the name that were written. */
function changesOf({ entity, changes }: AuditLine): AuditLine['changes'] {
  const spoken = spokenChanges(changes);
  return changes.filter((change) => spoken.includes(change) || (change.field === 'name' && named.includes(entity)) || (change.field === 'department_id' && (entity === 'user' || entity === 'icd_mapping')));
}

const shownFirst = 4;

function Changes({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const departments = useQuery(departmentsQuery).data;
  const changes = changesOf(line);
  const words = (value: unknown, field: string): string => {
    if (value === undefined) return '';
    const department = field === 'department_id' ? departments?.find((each) => each.id === value) : undefined;
    return department?.name ?? valueWords(t, value, line.entity === 'encounter' ? field : '');
  };
  if (changes.length === 0) return null;
  const shown = all ? changes : changes.slice(0, shownFirst);
  const isNew = changes.every((change) => change.before === undefined);
  return (
    <>
      <table className={classes.changes} aria-label={t('Changes')}>
        <thead>
          <tr>
            <th scope="col">{t('Field')}</th>
            {!isNew && <th scope="col">{t('Before')}</th>}
            <th scope="col">{isNew ? t('Written') : t('After')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((change) => (
            <tr key={change.field}>
              <th scope="row">{t(fieldWords(change.field.replace(/_id$/, '')))}</th>
              {!isNew && <td>{words(change.before, change.field)}</td>}
              <td>{words(change.after, change.field)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < changes.length && (
        <Button variant="subtle" size="compact-sm" className={classes.rest} onClick={() => setAll(true)}>
          {t('{{count}} more', { count: changes.length - shown.length })}
        </Button>
      )}
    </>
  );
}

export function AuditPage() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const set = (change: Partial<AuditSearch>): void => void navigate({ search: tidy({ ...search, ...change }), replace: true });
  const people = useQuery(peopleQuery);
  const { who, kind, id } = search;
  const trail = useInfiniteQuery({
    ...auditQuery(tidy({ actor: who, entity: kind, id: kind === undefined ? undefined : id, ...spanOf(search) })),
    placeholderData: keepPreviousData,
  });
  const lines = trail.data?.pages.flatMap((page) => page.items);

  const body = (): React.ReactNode => {
    if (lines === undefined) {
      if (trail.isError) return <ErrorState error={trail.error} onRetry={trail.refetch} />;
      return (
        <div className={classes.loading} aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((index) => (
            <Skeleton key={index} height={40} />
          ))}
        </div>
      );
    }
    if (lines.length === 0) {
      return <EmptyState title={t('Nothing matches')} action={<Link to="/admin/audit">{t('Show everything')}</Link>} />;
    }
    return (
      <>
        <ol className={classes.lines} aria-label={t('Audit')}>
          {lines.map((line, index) => {
            const date = formatDate(line.at);
            const previous = lines[index - 1];
            return (
              <li key={line.id} className={classes.line}>
                {(previous === undefined || formatDate(previous.at) !== date) && <h3 className={classes.day}>{date}</h3>}
                <div className={classes.entry}>
                  <time dateTime={line.at} title={formatExact(line.at)} className={classes.time}>
                    {formatTime(line.at)}
                  </time>
                  <div className={classes.what}>
                    <div>
                      <strong>{line.actor === '' ? t('The system') : line.actor}</strong> {t(line.action)}{' '}
                      <About line={line} name={line.entity === 'user' ? people.data?.find((user) => user.id === line.entity_id)?.name : undefined} />
                    </div>
                    {line.reason !== '' && <div className="soft">{t('Reason: {{reason}}', { reason: line.reason })}</div>}
                    <Changes line={line} />
                  </div>
                </div>
              </li>
            );
          })}
        </ol>
        {trail.hasNextPage && (
          <div className={classes.more}>
            <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
              {t('Show older')}
            </Button>
          </div>
        )}
      </>
    );
  };

  return (
    <>
      <PageHeader title={t('Audit')}>{t('Every act on every record, newest first. Nothing here can be changed or removed.')}</PageHeader>
      <div className={classes.filters} role="search">
        <Select
          label={t('Who')}
          placeholder={t('Anybody')}
          clearable
          searchable
          w={220}
          data={(people.data ?? []).map((user) => ({ value: String(user.id), label: user.name }))}
          value={who === undefined ? null : String(who)}
          onChange={(value) => set({ who: readId(value) })}
        />
        <Select
          label={t('Kind of record')}
          placeholder={t('Any')}
          clearable
          searchable
          w={180}
          data={Object.entries(entities).map(([value, word]) => ({ value, label: t(word) }))}
          value={kind ?? null}
          onChange={(value) => set({ kind: value ?? undefined, id: undefined })}
        />
        <TextInput label={t('From')} type="date" w={160} max={search.to} value={search.from ?? ''} onChange={(event) => set({ from: readDay(event.currentTarget.value) })} />
        <TextInput label={t('To')} type="date" w={160} min={search.from} value={search.to ?? ''} onChange={(event) => set({ to: readDay(event.currentTarget.value) })} />
        {id !== undefined && kind !== undefined && (
          <Button variant="default" onClick={() => set({ id: undefined })}>
            {t('Only number {{id}}: show all', { id })}
          </Button>
        )}
      </div>
      <SectionCard title={t('Acts')} flush>
        {body()}
      </SectionCard>
    </>
  );
}
