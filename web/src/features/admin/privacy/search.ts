import type { CorrectionRequest } from '@/shared/privacy/queries';
import { readDay, readId, readOneOf, tidy } from '../search';

/** What the page of records and rights shows; the requests when there is no tab. */
export interface RecordsSearch {
  tab?: 'holds' | 'retention' | 'settings' | undefined;
  status?: CorrectionRequest['status'] | undefined;
  /** Only this patient's requests. */
  patient?: number | undefined;
  /** Holds that were lifted too. */
  lifted?: true | undefined;
  /** Records that are due on this day; today when absent. */
  on?: string | undefined;
}

export const recordsTabs = ['holds', 'retention', 'settings'] as const;
export const correctionStatuses = ['Open', 'Corrected', 'Refused'] as const satisfies readonly CorrectionRequest['status'][];

export const readRecordsSearch = (raw: Record<string, unknown>): RecordsSearch =>
  tidy<RecordsSearch>({
    tab: readOneOf(recordsTabs, raw['tab']),
    status: readOneOf(correctionStatuses, raw['status']),
    patient: readId(raw['patient']),
    lifted: raw['lifted'] === true ? true : undefined,
    on: readDay(raw['on']),
  });
