import { readOneOf, tidy } from '../search';

/** What the page of backups shows; the list when there is no tab. */
export interface BackupsSearch {
  tab?: 'settings' | undefined;
}

export const readBackupsSearch = (raw: Record<string, unknown>): BackupsSearch => tidy<BackupsSearch>({ tab: readOneOf(['settings'], raw['tab']) });
