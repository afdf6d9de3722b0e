import type { Shape, Tone } from '@/components/StatusBadge';
import type { BedState } from './board';

/** How each state of a bed looks: a word, a shape and a colour. Words are keys of the catalogue. */
export const bedLooks: Record<BedState, { word: string; tone: Tone; shape: Shape }> = {
  free: { word: 'Free', tone: 'green', shape: 'ring' },
  occupied: { word: 'Occupied', tone: 'teal', shape: 'bed' },
  cleaning: { word: 'Cleaning', tone: 'amber', shape: 'half' },
  out: { word: 'Out of service', tone: 'grey', shape: 'cross' },
};

export const bedStates = ['free', 'occupied', 'cleaning', 'out'] as const satisfies readonly BedState[];
