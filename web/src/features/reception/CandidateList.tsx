import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPlainDate } from '@/lib/time';
import { ageAndSex } from '@/shared/patientWords';
import type { Candidate } from './candidates';
import classes from './CandidateList.module.css';

interface CandidateListProps {
  label: string;
  candidates: readonly Candidate[];
  /** Those who share more than the name. */
  likely: ReadonlySet<number>;
  onChoose: (candidate: Candidate) => void;
  /** In a dialog: the first is at hand when it opens. */
  autoFocus?: boolean;
}

/** Registered people to choose from: one stop of the Tab key, arrows walk, Enter takes. */
export function CandidateList({ label, candidates, likely, onChoose, autoFocus = false }: CandidateListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(0);
  const reachable = Math.min(active, candidates.length - 1);

  const walk = (event: React.KeyboardEvent): void => {
    const to = { ArrowDown: reachable + 1, ArrowUp: reachable - 1, Home: 0, End: candidates.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= candidates.length) return;
    event.preventDefault();
    setActive(to);
    list.current?.querySelectorAll('button')[to]?.focus();
  };

  return (
    <ul ref={list} className={classes.list} aria-label={label} onKeyDown={walk}>
      {candidates.map((candidate, index) => (
        <li key={candidate.id}>
          <button
            type="button"
            className={classes.candidate}
            data-likely={likely.has(candidate.id) || undefined}
            data-autofocus={(autoFocus && index === 0) || undefined}
            tabIndex={index === reachable ? 0 : -1}
            onFocus={() => setActive(index)}
            onClick={() => onChoose(candidate)}
          >
            <span className={classes.first}>
              <span className={classes.name}>{candidate.name}</span>
              <span className={classes.code}>{candidate.code}</span>
            </span>
            <span className={classes.line}>
              {[ageAndSex(t, candidate), candidate.date_of_birth === '' ? '' : t('born {{date}}', { date: formatPlainDate(candidate.date_of_birth) })]
                .filter((part) => part !== '')
                .join(', ')}
            </span>
            {candidate.phone !== '' && <span className={classes.line}>{candidate.phone}</span>}
            {candidate.address !== '' && <span className={classes.line}>{candidate.address}</span>}
            {likely.has(candidate.id) && <span className={classes.likely}>{t('Same name, and same birth date or phone')}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
