import { useTranslation } from 'react-i18next';
import { type Shape, StatusBadge, type Tone } from '@/components/StatusBadge';
import type { Flag } from './queries';

interface Look {
  tone: Tone;
  shape: Shape;
  word: string;
}

/** How a value stands to its range, in a word, a shape and a colour. A flag that is empty is left unsaid. */
export const flagLooks: Record<Exclude<Flag, ''>, Look> = {
  N: { tone: 'green', shape: 'check', word: 'Normal' },
  L: { tone: 'amber', shape: 'down', word: 'Low' },
  H: { tone: 'amber', shape: 'triangle', word: 'High' },
  LL: { tone: 'red', shape: 'down', word: 'Critically low' },
  HH: { tone: 'red', shape: 'triangle', word: 'Critically high' },
  A: { tone: 'amber', shape: 'diamond', word: 'Abnormal' },
};

export function isAbnormal(flag: Flag): boolean {
  return flag !== '' && flag !== 'N';
}

/** The badge of a flag; a normal value is told by its word alone, so that the others stand out. */
export function FlagBadge({ flag }: { flag: Flag }) {
  const { t } = useTranslation();
  if (flag === '') return null;
  const look = flagLooks[flag];
  if (flag === 'N') return <span className="soft">{t(look.word)}</span>;
  return <StatusBadge tone={look.tone} shape={look.shape} label={t(look.word)} />;
}

export function UrgentBadge() {
  const { t } = useTranslation();
  return <StatusBadge tone="red" shape="triangle" label={t('Urgent')} />;
}
