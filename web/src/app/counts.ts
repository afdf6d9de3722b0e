import { useQuery } from '@tanstack/react-query';
import { type Home, homeQuery } from '@/lib/home';

/** Live numbers beside the pages of the rail, by the name that app/nav.ts gives them. */
export type Counts = Partial<Record<string, number>>;

export function countsOf(home: Home | undefined): Counts {
  if (home === undefined) return {};
  const counts: Counts = Object.fromEntries(home.queues.map((queue) => [queue.status, queue.count]));
  if (home.outstanding !== undefined) counts['unpaid'] = home.outstanding.bills;
  if (home.laboratory !== undefined) counts['laboratory'] = home.laboratory.requested + home.laboratory.in_progress;
  return counts;
}

export function useCounts(): Counts {
  return countsOf(useQuery(homeQuery).data);
}
