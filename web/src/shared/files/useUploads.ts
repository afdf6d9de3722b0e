import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { reachable, restoring, sessionEnded } from '@/api/connection';
import { sendFile } from '@/api/sendFile';
import { newKey } from '@/lib/formKey';
import { useStore } from '@/lib/useStore';
import { deleteUpload, mediaSettingsQuery } from './queries';
import { createUploadQueue, isUnsaved, type UploadQueue, type UploadsState } from './uploadQueue';
import type { FileLimits } from './uploads';

export interface Uploads extends UploadsState, UploadQueue {
  /** undefined while they are not known. */
  limits: FileLimits | undefined;
  /** True while leaving would lose something. */
  unsaved: boolean;
}

/**
 * Albums that are being put together. Files are sent as they are chosen; `ready()` waits for the last one and gives what
 * the server is asked to save, and after that `saved()` begins anew. What was not saved is discarded with the component.
 */
export function useUploads(): Uploads {
  const [queue] = useState(() => createUploadQueue({ send: sendFile, discard: deleteUpload, newKey }));
  const state = useStore(queue);
  const limits = useQuery(mediaSettingsQuery).data;

  useEffect(() => queue.setLimits(limits), [queue, limits]);
  useEffect(() => {
    const followSession = sessionEnded.subscribe(() => {
      if (sessionEnded.get()) queue.pause();
      else queue.resume();
    });
    const followLine = reachable.subscribe(() => {
      if (reachable.get()) queue.lineBack();
    });
    // Nothing goes into the restored hospital by itself: whoever comes back decides what is sent again.
    const followRestore = restoring.subscribe(() => {
      if (restoring.get()) {
        queue.pause();
        for (const { key } of queue.get().albums.flatMap((album) => album.files)) queue.cancel(key);
      } else if (!sessionEnded.get()) {
        queue.resume();
      }
    });
    return () => {
      followSession();
      followLine();
      followRestore();
      queue.discardAll();
    };
  }, [queue]);

  return { ...queue, ...state, limits, unsaved: isUnsaved(state.albums) };
}
