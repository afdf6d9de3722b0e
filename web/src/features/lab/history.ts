import type { TFunction } from 'i18next';
import type { HistoryLine } from '@/shared/RecordHistory';

/** Acts on a test whose word, said of the test by the server, does not make a sentence after a name. */
export const labActs: Readonly<Record<string, string>> = {
  requested: 'requested the test',
  written: 'wrote the result',
  started: 'began with the test',
  completed: 'wrote the result',
  cancelled: 'cancelled the test',
  charged: 'put the price on the bill',
  'given an album': 'added an album',
  'lost an album': 'deleted an album',
  'given back an album': 'restored an album',
  'lost a file': 'deleted a file',
  'given back a file': 'restored a file',
};

/** Fields that the page calls otherwise than the server. */
export function historyFields(t: TFunction): Record<string, string> {
  return { request_note: t('Note to the laboratory'), result_summary: t('Result in words'), service_name: t('Service to charge'), test_type: t('Test') };
}

/** Said by the entry itself (who and when), or to be seen on the page of the result. */
const unsaid = /^(dated_at|charge_state|abnormal_count|file_count|case_number|code|(requested|started|performed|cancelled|created|uploaded|deleted)_(at|by|by_name)|cancel_reason|delete_reason)$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function partsOf(line: Record<string, unknown>, names: readonly string[]): string {
  return names.map((name) => line[name]).filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/** Values and files are read by their words, one a line. */
function words(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((each: unknown) => (isRecord(each) ? partsOf(each, ['analyte', 'value', 'unit', 'flag', 'name']) : each)).join('\n');
}

/** An entry of a test's history as a person reads it. */
export function readableLine(line: HistoryLine): HistoryLine {
  return {
    ...line,
    changes: line.changes.filter((change) => !unsaid.test(change.field)).map((change) => ({ ...change, before: words(change.before), after: words(change.after) })),
  };
}
