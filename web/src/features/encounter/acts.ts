import type { Can } from '@/lib/permissions';
import type { Encounter, Status } from './queries';

export const actNames = ['confirm', 'finalize', 'transfer', 'discharge', 'sendBack', 'cancel'] as const;
export type Act = (typeof actNames)[number];

interface Rule {
  permission: string;
  from: readonly Status[];
  /** Its key on the case page. */
  key: string;
  /** Untranslated. */
  label: string;
}

export const acts: Record<Act, Rule> = {
  confirm: { permission: 'encounter:confirm', from: ['Pending'], key: 'c', label: 'Confirm' },
  finalize: { permission: 'encounter:finalize', from: ['Ready_for_Coding'], key: 'f', label: 'Finalise' },
  discharge: { permission: 'encounter:discharge', from: ['Admitted', 'Outpatient'], key: 'd', label: 'Discharge' },
  transfer: { permission: 'encounter:transfer', from: ['Admitted'], key: 't', label: 'Transfer' },
  sendBack: { permission: 'encounter:send-back', from: ['Ready_for_Coding'], key: 'b', label: 'Send back' },
  cancel: { permission: 'encounter:cancel', from: ['Pending', 'Ready_for_Coding'], key: 'x', label: 'Cancel case' },
};

export function isPossible(act: Act, status: Status, can: Can): boolean {
  return can(acts[act].permission) && acts[act].from.includes(status);
}

/** The act that moves a case on from each stage. */
const nextActs: Partial<Record<Status, Act>> = {
  Pending: 'confirm',
  Ready_for_Coding: 'finalize',
  Admitted: 'discharge',
  Outpatient: 'discharge',
};

/** The obvious next act for this person; undefined when someone else moves the case on. */
export function nextAct(status: Status, can: Can): Act | undefined {
  const act = nextActs[status];
  return act !== undefined && isPossible(act, status, can) ? act : undefined;
}

/** Untranslated: who moves the case on, for those who do not. */
export function awaited(encounter: Pick<Encounter, 'status' | 'archived_at'>): string {
  switch (encounter.status) {
    case 'Pending':
      return 'Waits for a doctor to decide inpatient or outpatient and confirm.';
    case 'Ready_for_Coding':
      return 'Waits for a coder or teller to finalise it, or to send it back.';
    case 'Admitted':
    case 'Outpatient':
      return 'In care. A doctor discharges the patient.';
    case 'Discharged':
      return encounter.archived_at === null ? 'Discharged. A teller issues the final bill and takes payment.' : 'Discharged and settled.';
    case 'Cancelled':
      return 'Cancelled. Nothing was billed.';
  }
}

export function isClaimable(status: Status): boolean {
  return status === 'Pending' || status === 'Ready_for_Coding';
}
