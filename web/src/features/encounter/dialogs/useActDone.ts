import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Encounter, encounterQuery } from '../queries';

/** Shows the case as the server left it at once, and lets all that depends on it be asked again. */
export function useActDone(): (encounter: Encounter) => void {
  const queryClient = useQueryClient();
  return useCallback(
    (encounter) => {
      queryClient.setQueryData(encounterQuery(encounter.id).queryKey, encounter);
      for (const entity of ['encounter', 'bill', 'bed', 'home']) void queryClient.invalidateQueries({ queryKey: [entity] });
    },
    [queryClient],
  );
}

/** What every dialog of the case page is given. */
export interface CaseDialogProps {
  encounter: Encounter;
  opened: boolean;
  /** Closed for now: what was typed stays. */
  onClose: () => void;
  /** The act is done: the dialog is not needed any more. */
  onDone: () => void;
}
