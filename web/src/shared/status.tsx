import { useTranslation } from 'react-i18next';
import { type Shape, StatusBadge, type Tone } from '@/components/StatusBadge';

interface Look {
  tone: Tone;
  shape: Shape;
  word: string;
  outline?: boolean;
}

/** How each state of a case looks, everywhere. */
const encounterLooks: Record<string, Look> = {
  Pending: { tone: 'amber', shape: 'half', word: 'Pending' },
  Ready_for_Coding: { tone: 'blue', shape: 'diamond', word: 'Ready for coding' },
  Admitted: { tone: 'teal', shape: 'bed', word: 'Admitted' },
  Outpatient: { tone: 'violet', shape: 'triangle', word: 'Outpatient' },
  Discharged: { tone: 'grey', shape: 'check', word: 'Discharged' },
  Cancelled: { tone: 'red', shape: 'cross', word: 'Cancelled', outline: true },
};

const billLooks: Record<string, Look> = {
  Unpaid: { tone: 'amber', shape: 'ring', word: 'Unpaid' },
  Partial: { tone: 'blue', shape: 'half', word: 'Partly paid' },
  Paid: { tone: 'green', shape: 'check', word: 'Paid' },
  Cancelled: { tone: 'red', shape: 'cross', word: 'Cancelled', outline: true },
};

const labLooks: Record<string, Look> = {
  Requested: { tone: 'amber', shape: 'ring', word: 'Requested' },
  In_progress: { tone: 'blue', shape: 'half', word: 'In progress' },
  Done: { tone: 'green', shape: 'check', word: 'Done' },
  Cancelled: { tone: 'red', shape: 'cross', word: 'Cancelled', outline: true },
};

function Badge({ looks, status }: { looks: Record<string, Look>; status: string }) {
  const { t } = useTranslation();
  const look = looks[status] ?? { tone: 'grey', shape: 'dot', word: status };
  return <StatusBadge tone={look.tone} shape={look.shape} label={t(look.word)} outline={look.outline ?? false} />;
}

export function EncounterStatus({ status }: { status: string }) {
  return <Badge looks={encounterLooks} status={status} />;
}

export function BillStatus({ status }: { status: string }) {
  return <Badge looks={billLooks} status={status} />;
}

export function LabStatus({ status }: { status: string }) {
  return <Badge looks={labLooks} status={status} />;
}

/** The word alone, untranslated: pass it to t(). */
export function encounterStatusWord(status: string): string {
  return encounterLooks[status]?.word ?? labLooks[status]?.word ?? status;
}
