import { useEffect } from 'react';
import { createStore } from '@/api/connection';

export interface OpenPatient {
  id: number;
  name: string;
  code: string;
}

/** The patient whose page, case or bill is open: a chip in the top bar. */
export const openPatient = createStore<OpenPatient | null>(null);

/** Shows the patient in the top bar while the calling page is open. */
export function useOpenPatient(patient: OpenPatient | undefined): void {
  const { id, name, code } = patient ?? {};
  useEffect(() => {
    if (id === undefined || name === undefined || code === undefined) return;
    openPatient.set({ id, name, code });
    return () => openPatient.set(null);
  }, [id, name, code]);
}
