import { lazy, Suspense } from 'react';
import { fetched } from '@/lib/fetched';
import type { AlbumFile } from './queries';

/** What the viewer needs to know of a file; a File and a CaseFile of the server both have it. */
export type ViewedFile = Pick<AlbumFile, 'id' | 'name' | 'size' | 'content_type' | 'width' | 'height' | 'thumbnail'>;

interface FileViewerProps {
  /** Those that next and previous go through, in their order. */
  files: readonly ViewedFile[];
  /** The open one; null when none is. */
  openedId: number | null;
  /** Another one is looked at. */
  onOpen: (id: number) => void;
  onClose: () => void;
}

const Viewer = lazy(async () => ({ default: (await fetched(() => import('./viewer/Viewer'))).Viewer }));

/** Shows files over the whole page, one at a time. Its code comes with the first one that is opened. */
export function FileViewer({ files, openedId, onOpen, onClose }: FileViewerProps) {
  const at = files.findIndex((file) => file.id === openedId);
  if (openedId === null || at === -1) return null;
  return (
    <Suspense>
      <Viewer files={files} at={at} onOpen={onOpen} onClose={onClose} />
    </Suspense>
  );
}
