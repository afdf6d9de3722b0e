import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Problem } from '@/api/problem';
import { departmentMatchQuery, type Physician, physiciansQuery } from '@/shared/lookups';
import { departmentAfter, needsReason } from '../department';
import type { Encounter } from '../queries';

interface DepartmentCheck {
  department: ReturnType<typeof departmentAfter>;
  physician: Physician | undefined;
  /** The physician is of another department than the case would have: it needs a reason. */
  differs: boolean;
  /** Takes note when the server asks for the reason, which knows more than the page. */
  heed: (problem: Problem) => void;
  /** Forgets that the server asked, because code or physician were changed. */
  forget: () => void;
}

/** Follows the code and the physician of a dialog to the department, before the server does. */
export function useDepartmentCheck(encounter: Encounter, code: string, physicianId: number | null): DepartmentCheck {
  const [demanded, setDemanded] = useState(false);
  const match = useQuery(departmentMatchQuery(code)).data;
  const physician = useQuery(physiciansQuery).data?.find((each) => each.id === physicianId);
  const department = departmentAfter(encounter, code, match, physician);
  return {
    department,
    physician,
    differs: demanded || needsReason(encounter, department, physician),
    heed: (problem) => {
      if (problem.fields.some((each) => each.location === 'body.override_reason')) setDemanded(true);
    },
    forget: () => setDemanded(false),
  };
}
