import type { Shape, Tone } from '@/components/StatusBadge';
import type { Bed, BedView } from './queries';

export const bedStates = ['Ready', 'Cleaning', 'Out_of_Service'] as const satisfies readonly Bed['status'][];

/** Words are keys of the catalogue. */
export const bedStateWords: Readonly<Record<Bed['status'], { word: string; what: string }>> = {
  Ready: { word: 'Ready', what: 'A patient can be put into it.' },
  Cleaning: { word: 'Cleaning', what: 'Not to be used before it is made ready.' },
  Out_of_Service: { word: 'Out of service', what: 'Broken, closed or kept back.' },
};

interface Look {
  tone: Tone;
  shape: Shape;
  word: string;
}

/** How a bed looks on the list of rooms. */
export function bedLook(bed: BedView): Look {
  if (bed.occupied) return { tone: 'teal', shape: 'bed', word: 'Occupied' };
  const looks: Record<Bed['status'], Look> = {
    Ready: { tone: 'green', shape: 'ring', word: 'Ready' },
    Cleaning: { tone: 'amber', shape: 'half', word: 'Cleaning' },
    Out_of_Service: { tone: 'grey', shape: 'cross', word: 'Out of service' },
  };
  return looks[bed.status];
}
