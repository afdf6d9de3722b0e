import type { Encounter } from './queries';

export interface StageOf {
  /** Untranslated. */
  label: string;
  state: 'done' | 'current' | 'ahead' | 'stopped';
  /** When it was reached or left. */
  at: string | null;
}

type Known = Pick<Encounter, 'status' | 'decision' | 'created_at' | 'confirmed_at' | 'finalized_at' | 'discharged_at' | 'archived_at' | 'status_since'>;

function careWord({ status, decision }: Known): string {
  if (status === 'Outpatient' || (decision === 'Outpatient' && status !== 'Admitted')) return 'Outpatient care';
  if (status === 'Admitted' || decision === 'Inpatient') return 'In hospital';
  return 'Care';
}

const position: Record<Encounter['status'], number> = { Pending: 1, Ready_for_Coding: 2, Admitted: 3, Outpatient: 3, Discharged: 4, Cancelled: -1 };

/** The way of a case from the desk to the door, with where it stands. */
export function stagesOf(encounter: Known): StageOf[] {
  if (encounter.status === 'Cancelled') {
    const reached = [
      { label: 'Check-in', state: 'done' as const, at: encounter.created_at },
      ...(encounter.confirmed_at === null ? [] : [{ label: 'Clinical', state: 'done' as const, at: encounter.confirmed_at }]),
    ];
    return [...reached, { label: 'Cancelled', state: 'stopped', at: encounter.status_since }];
  }
  const here = position[encounter.status];
  const ways = [
    { label: 'Check-in', at: encounter.created_at },
    { label: 'Clinical', at: encounter.confirmed_at },
    { label: 'Coding', at: encounter.finalized_at },
    { label: careWord(encounter), at: encounter.discharged_at },
    { label: 'Discharged', at: encounter.discharged_at },
  ];
  return ways.map(({ label, at }, index) => {
    if (index < here || (index === here && encounter.archived_at !== null)) return { label, state: 'done', at };
    if (index === here) return { label, state: 'current', at: encounter.status_since };
    return { label, state: 'ahead', at: null };
  });
}
