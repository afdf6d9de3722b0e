import type { TFunction } from 'i18next';
import { asProblem } from '@/api/problem';
import type { Uploads } from '@/shared/files/useUploads';
import type { CompleteInput } from './queries';
import type { ResultValues } from './ResultFields';
import { checkRows, filledRows, placeRows, type Row } from './rows';

/** What is not right about a result that is typed, by the path of its field. */
export function checkWhole(t: TFunction, { result_summary, values }: ResultValues): Record<string, string> {
  return {
    ...(result_summary.trim() === '' ? { result_summary: t('Write the result in words') } : {}),
    ...Object.fromEntries(Object.entries(checkRows(values)).map(([path, words]) => [path, t(words)])),
  };
}

interface Whole {
  result_summary: string;
  values: Row[];
  albums: NonNullable<CompleteInput['albums']>;
}

/**
 * Sends a result with its files, once the last of them is there. What the server says against it comes back by the
 * fields and files as they stand in the form.
 */
export async function sendWhole<R>(uploads: Uploads, typed: ResultValues, send: (whole: Whole) => Promise<R>): Promise<R> {
  const albums = await uploads.ready();
  const { rows, places } = filledRows(typed.values);
  try {
    return await send({ result_summary: typed.result_summary.trim(), values: rows, albums });
  } catch (error) {
    throw placeRows(uploads.refused(asProblem(error)), places);
  }
}
