import { useState } from 'react';
import type { Problem } from '@/api/problem';

interface TakenBeds {
  taken: ReadonlySet<number>;
  /** Notes the bed when this is what the server refused; true when it was. */
  markTaken: (problem: Problem, bed: number | null) => boolean;
}

/** Beds that looked free and were refused, because someone else was quicker. */
export function useTakenBeds(): TakenBeds {
  const [taken, setTaken] = useState<ReadonlySet<number>>(new Set());
  return {
    taken,
    markTaken: (problem, bed) => {
      if (bed === null || !problem.conflict || !problem.fields.some((each) => each.location === 'body.bed_id')) return false;
      setTaken(new Set([...taken, bed]));
      return true;
    },
  };
}
