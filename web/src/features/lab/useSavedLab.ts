import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Lab } from '@/shared/lab/queries';
import { labQuery } from './queries';

/** Shows a saved test at once, and lets whatever shows a part of it ask again. */
export function useSavedLab(): (lab: Lab) => void {
  const queryClient = useQueryClient();
  return useCallback(
    (lab: Lab) => {
      queryClient.setQueryData(labQuery(lab.id).queryKey, lab);
      for (const entity of ['lab', 'encounter', 'bill', 'home']) void queryClient.invalidateQueries({ queryKey: [entity] });
    },
    [queryClient],
  );
}
