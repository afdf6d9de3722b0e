import { Button, Drawer, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { components } from '@/api/schema';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { formatDateTime, formatExact, formatPlainDate } from '@/lib/time';
import classes from './RecordHistory.module.css';
import { encounterStatusWord } from './status';

export type HistoryLine = components['schemas']['Line'];
type Change = HistoryLine['changes'][number];

interface HistoryPage {
  items: HistoryLine[];
  next: string | null;
}

interface RecordHistoryProps {
  /** The record's own key and a word: ['patient', 'one', 5, 'history']; it then follows live changes. */
  queryKey: readonly unknown[];
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<HistoryPage>;
  /** Names of fields that are not simply their own words, by wire name; translated. */
  fields?: Readonly<Record<string, string>>;
  /** Acts on records of this kind, where they are called otherwise than those on a case; untranslated. */
  acts?: Readonly<Record<string, string>>;
}

/** Acts whose word alone does not make a sentence after a name. */
const actWords: Readonly<Record<string, string>> = {
  registered: 'registered the patient',
  'checked in': 'checked the patient in',
  changed: 'made changes',
  confirmed: 'confirmed the case',
  'sent back': 'sent the case back',
  finalised: 'finalised the case',
  transferred: 'moved the patient',
  discharged: 'discharged the patient',
  cancelled: 'cancelled the case',
  claimed: 'took the case',
  released: 'released the case',
  archived: 'archived the case',
  'brought back from the archive': 'brought the case back from the archive',
};

/** Fields whose words are not simply their name. */
const knownFields: Readonly<Record<string, string>> = {
  attending_physician_name: 'Attending physician',
  bed_number: 'Bed',
  claimed_by_name: 'Claimed by',
  department_name: 'Department',
  has_hmo: 'Has an HMO',
  has_philhealth: 'Has PhilHealth',
  hmo_name: 'HMO',
  hmo_number: 'HMO number',
  icd_code: 'ICD-10 code',
  other_icd_codes: 'Other ICD-10 codes',
  philhealth_membership: 'PhilHealth membership',
  philhealth_number: 'PhilHealth number',
  pwd_id: 'PWD id',
  senior_id: 'Senior citizen id',
};

/** Follows from other fields or is of no use to a reader. */
const unspoken = /^(id|version|name|age|created_at|claimed_by|claimed_at|status_since|department_source|patient|.*_key|open_.*|(?!senior|pwd).*_id)$/;

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
const plainDate = /^\d{4}-\d{2}-\d{2}$/;

/** "emergency_contact_phone" is read as "Emergency contact phone". */
export function fieldWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/** A value as a person reads it. */
export function valueWords(t: TFunction, value: unknown, field = ''): string {
  if (value === undefined || value === null || value === '') return t('nothing');
  if (value === true) return t('yes');
  if (value === false) return t('no');
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((each: unknown) => valueWords(t, each)).join(', ');
  if (typeof value !== 'string') return JSON.stringify(value);
  if (moment.test(value)) return formatDateTime(value);
  if (plainDate.test(value)) return formatPlainDate(value);
  return field === 'status' ? t(encounterStatusWord(value)) : value;
}

/** What is worth reading of an entry: numbers of other records are left out, their names stand beside them. */
export function spokenChanges(changes: readonly Change[]): Change[] {
  return changes.filter((change) => !unspoken.test(change.field) && !(isNothing(change.before) && isNothing(change.after)));
}

function Entry({ line, fields, acts }: { line: HistoryLine } & Required<Pick<RecordHistoryProps, 'fields' | 'acts'>>) {
  const { t } = useTranslation();
  const changes = spokenChanges(line.changes);
  const label = (name: string): string => fields[name] ?? t(knownFields[name] ?? fieldWords(name));
  return (
    <li className={classes.entry}>
      <div className={classes.head}>
        <span>
          <strong>{line.actor === '' ? t('The system') : line.actor}</strong> {t(acts[line.action] ?? actWords[line.action] ?? line.action)}
        </span>
        <time dateTime={line.at} title={formatExact(line.at)} className="soft">
          {formatDateTime(line.at)}
        </time>
      </div>
      {line.reason !== '' && <div className={classes.reason}>{t('Reason: {{reason}}', { reason: line.reason })}</div>}
      {changes.length > 0 && (
        <dl className={classes.changes}>
          {changes.map((change) => (
            <div key={change.field} className={classes.change}>
              <dt>{label(change.field)}</dt>
              <dd>
                {!isNothing(change.before) && (
                  <>
                    <del className={classes.before}>{valueWords(t, change.before, change.field)}</del>
                    <span className={classes.arrow} aria-hidden="true">
                      →
                    </span>
                  </>
                )}
                <ins className={classes.after} data-nothing={isNothing(change.after) || undefined}>
                  {valueWords(t, change.after, change.field)}
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

const none = {};

/** Who did what on a record, newest first, with each field before and after. */
export function RecordHistory({ queryKey, load, fields = none, acts = none }: RecordHistoryProps) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: [...queryKey, 'lines'],
    queryFn: ({ pageParam, signal }) => load(pageParam ?? undefined, signal),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });

  if (found.data === undefined) {
    if (found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;
    return (
      <div aria-busy="true">
        {[0, 1, 2, 3].map((index) => (
          <Skeleton key={index} height={56} mb="sm" />
        ))}
      </div>
    );
  }
  const lines = found.data.pages.flatMap((page) => page.items);
  if (lines.length === 0) return <EmptyState title={t('Nothing has happened here yet')} />;
  return (
    <>
      <ol className={classes.list} aria-label={t('History')}>
        {lines.map((line) => (
          <Entry key={line.id} line={line} fields={fields} acts={acts} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" fullWidth loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </>
  );
}

const firstPage: string | null = null;

interface HistoryDrawerProps extends RecordHistoryProps {
  opened: boolean;
  onClose: () => void;
  title: string;
}

/** The history of a record beside its page. */
export function HistoryDrawer({ opened, onClose, title, ...history }: HistoryDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer opened={opened} onClose={onClose} title={title} position="right" size={520} closeButtonProps={{ 'aria-label': t('Close') }}>
      <RecordHistory {...history} />
    </Drawer>
  );
}
