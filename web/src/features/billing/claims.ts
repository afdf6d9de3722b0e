import type { Patient } from '@/shared/patientQueries';
import type { Bill, Entitlement } from './queries';

/** What every form that enters a discount or coverage is given. */
export interface ClaimFormProps {
  bill: Bill;
  /** Whose stored numbers the fields begin with; undefined when they may not be read. */
  patient: Patient | undefined;
  onEntered: (entitlement: Entitlement) => unknown;
  onClose: () => void;
}

/** The reason as it is sent: not at all when there is none. */
export const reasonOf = (typed: string): { reason?: string } => (typed.trim() === '' ? {} : { reason: typed.trim() });
