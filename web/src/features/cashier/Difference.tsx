import { useTranslation } from 'react-i18next';
import { type Shape, StatusBadge, type Tone } from '@/components/StatusBadge';
import { type Centavos } from '@/lib/money';
import { differenceOf, differenceWords } from './drawer';

const looks = {
  exact: { tone: 'green', shape: 'check' },
  over: { tone: 'amber', shape: 'diamond' },
  short: { tone: 'red', shape: 'triangle' },
} as const satisfies Record<string, { tone: Tone; shape: Shape }>;

/** Whether a drawer is exact, over or short, in words, shape and colour. */
export function Difference({ centavos }: { centavos: Centavos }) {
  const { t } = useTranslation();
  return <StatusBadge {...looks[differenceOf(centavos)]} label={differenceWords(t, centavos)} />;
}
