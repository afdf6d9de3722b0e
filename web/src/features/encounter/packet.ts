import type { Problem } from '@/api/problem';
import type { CaseFile } from './queries';

/** As many files as one packet may take. */
export const mostFiles = 200;

/** A file in the packet's list: whether it goes along, and where it stands. */
export interface PacketFile {
  file: CaseFile;
  chosen: boolean;
}

/** Only pictures and PDFs become pages. */
export function isPage({ content_type: type }: Pick<CaseFile, 'content_type'>): boolean {
  return type.startsWith('image/') || type === 'application/pdf';
}

/** What is known of the case's files, in the order they were put into; new ones come at the end, not yet chosen. */
export function withFiles(list: readonly PacketFile[], files: readonly CaseFile[]): PacketFile[] {
  const kept = list.flatMap((each) => {
    const now = files.find((file) => file.id === each.file.id);
    return now === undefined ? [] : [{ ...each, file: now }];
  });
  const added = files.filter((file) => isPage(file) && !list.some((each) => each.file.id === file.id));
  return [...kept, ...added.map((file) => ({ file, chosen: false }))];
}

/** Moves one by so many places; at the ends it stays. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

export function chosenFiles(list: readonly PacketFile[]): CaseFile[] {
  return list.filter((each) => each.chosen).map((each) => each.file);
}

const place = /^body\.file_ids\[(\d+)\]$/;

/** What the server said about single files, by their id; it counts those that were sent. */
export function saidOf(problem: Problem | null, sent: readonly CaseFile[]): Record<number, string> {
  const said: Record<number, string> = {};
  for (const { location, message } of problem?.fields ?? []) {
    const file = sent[Number(place.exec(location)?.[1] ?? -1)];
    if (file !== undefined) said[file.id] ??= message;
  }
  return said;
}
