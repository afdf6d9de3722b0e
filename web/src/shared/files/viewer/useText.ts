import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ViewedFile } from '../FileViewer';
import { readStart } from '../queries';
import { decodeText } from './decode';

/** So much of a text is shown; whoever wants more downloads it. */
export const mostBytes = 2 * 1024 * 1024;

export interface StartOfText {
  text: string;
  /** The file goes on after this. */
  cut: boolean;
}

/** The beginning of a file, as text. */
export function useText(file: ViewedFile): UseQueryResult<StartOfText> {
  return useQuery({
    queryKey: ['file-text', file.id],
    queryFn: async ({ signal }) => {
      const cut = file.size > mostBytes;
      return { text: decodeText(new Uint8Array(await readStart(file.id, mostBytes, signal)), file.content_type, cut), cut };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
