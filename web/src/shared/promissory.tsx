import { useTranslation } from 'react-i18next';
import { type Shape, StatusBadge, type Tone } from '@/components/StatusBadge';

const looks: Record<string, { tone: Tone; shape: Shape; word: string; outline: boolean }> = {
  open: { tone: 'blue', shape: 'half', word: 'Open', outline: false },
  overdue: { tone: 'red', shape: 'triangle', word: 'Overdue', outline: false },
  settled: { tone: 'green', shape: 'check', word: 'Settled', outline: false },
  cancelled: { tone: 'red', shape: 'cross', word: 'Cancelled', outline: true },
};

/** How a promissory note stands, everywhere. */
export function NoteStatus({ status }: { status: string }) {
  const { t } = useTranslation();
  const look = looks[status] ?? { tone: 'grey', shape: 'dot', word: status, outline: false };
  return <StatusBadge tone={look.tone} shape={look.shape} label={t(look.word)} outline={look.outline} />;
}

/** Where the server draws a promissory note. */
export function notePath(id: number): string {
  return `/api/v1/promissory-notes/${id}/print`;
}
