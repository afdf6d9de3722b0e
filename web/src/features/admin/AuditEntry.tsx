import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/StatusBadge';
import { formatExact, formatTime } from '@/lib/time';
import { departmentsQuery } from '@/shared/lookups';
import { fieldWords, spokenChanges, valueWords } from '@/shared/RecordHistory';
import { openedOutside } from '@/shared/trail';
import classes from './AuditPage.module.css';
import type { AuditLine } from './queries';
import { entityWords, onlyOnes } from './trail';

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
    case 'lab':
      return (
        <Link to="/labs/$labId" params={{ labId: String(id) }}>
          {children}
        </Link>
      );
    case 'bill':
      return (
        <Link to="/bills/$billId" params={{ billId: String(id) }}>
          {children}
        </Link>
      );
    case 'shift':
      return (
        <Link to="/cashier/shifts/$shiftId" params={{ shiftId: String(id) }}>
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
      return id === 0 ? (
        <Link to="/admin/services">{children}</Link>
      ) : (
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
    case 'case-rates':
      return <Link to="/admin/case-rates">{children}</Link>;
    case 'media-settings':
      return <Link to="/admin/files">{children}</Link>;
    case 'hospital':
    case 'billing-settings':
    case 'chart-settings':
      return <Link to="/admin/hospital">{children}</Link>;
    default:
      return <>{children}</>;
  }
}

/** Which record an act was about; nothing where someone only came or went. */
function About({ line, name }: { line: AuditLine; name: string }) {
  const { t } = useTranslation();
  if (line.entity === 'user' && line.entity_id === line.actor_id && line.changes.length === 0) return null;
  const kind = t(entityWords[line.entity] ?? fieldWords(line.entity));
  const words = onlyOnes.includes(line.entity) || line.entity_id === 0 ? kind : `${kind} ${name === '' ? line.entity_id : name}`;
  return <RecordLink line={line}>{words}</RecordLink>;
}

/** Records whose name is a field of its own, not put together from others. */
const named = ['department', 'room', 'service', 'hospital'];

/** What is worth reading of an act; beyond a record's own history, the department and the name that were written. */
function changesOf({ entity, changes }: AuditLine): AuditLine['changes'] {
  const spoken = spokenChanges(changes);
  return changes.filter((change) => spoken.includes(change) || (change.field === 'name' && named.includes(entity)) || (change.field === 'department_id' && (entity === 'user' || entity === 'icd_mapping')));
}

/** Records whose status has a word of its own. */
const staged = ['encounter', 'lab'];

const shownFirst = 4;

function Changes({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const departments = useQuery(departmentsQuery).data;
  const changes = changesOf(line);
  const words = (value: unknown, field: string): string => {
    if (value === undefined) return '';
    const department = field === 'department_id' ? departments?.find((each) => each.id === value) : undefined;
    return department?.name ?? valueWords(t, value, staged.includes(line.entity) ? field : '');
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
        <Button variant="subtle" size="compact-sm" className={`${classes.rest} no-print`} onClick={() => setAll(true)}>
          {t('{{count}} more', { count: changes.length - shown.length })}
        </Button>
      )}
    </>
  );
}

interface AuditEntryProps {
  line: AuditLine;
  /** Name of the user whom the record is; blank for other records. */
  userName: string;
  /** The page is about one patient already. */
  patientChosen: boolean;
}

/** One act: when, who, what, on which record, and what it was before and after. */
export function AuditEntry({ line, userName, patientChosen }: AuditEntryProps) {
  const { t } = useTranslation();
  const outside = line.action === openedOutside;
  return (
    <div className={classes.entry} data-outside={outside || undefined}>
      <time dateTime={line.at} title={formatExact(line.at)} className={classes.time}>
        {formatTime(line.at)}
      </time>
      <div className={classes.what}>
        <div className={classes.sentence}>
          <span>
            <strong>{line.actor === '' ? t('The system') : line.actor}</strong> {outside ? t('opened') : t(line.action)} <About line={line} name={line.entity === 'patient' ? line.patient_name : userName} />
            {line.patient_id !== null && line.entity !== 'patient' && !patientChosen && (
              <>
                {' · '}
                <Link to="/patients/$patientId" params={{ patientId: String(line.patient_id) }}>
                  {line.patient_name}
                </Link>
              </>
            )}
          </span>
          {outside && <StatusBadge tone="amber" shape="diamond" outline label={t('Outside duty')} />}
        </div>
        {line.reason !== '' && <div className={classes.reason}>{t('Reason: {{reason}}', { reason: line.reason })}</div>}
        <Changes line={line} />
      </div>
    </div>
  );
}
