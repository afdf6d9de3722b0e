import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { CandidateList } from './CandidateList';
import type { Candidate } from './candidates';
import classes from './CheckIn.module.css';
import { resemblingQuery, similarQuery, type Typed } from './queries';

const quietMilliseconds = 200;

/** Who is already registered under what is being typed, beside the form and never in its way. */
export function Resembling({ typed, onChoose }: { typed: Typed; onChoose: (candidate: Candidate) => void }) {
  const { t } = useTranslation();
  const [quiet] = useDebouncedValue(typed, quietMilliseconds);
  const resembling = resemblingQuery(quiet);
  const similar = similarQuery(quiet);
  const same = useQuery({ ...resembling, placeholderData: keepPreviousData });
  const alike = useQuery({ ...similar, placeholderData: keepPreviousData });
  const likely = resembling.enabled === true ? (same.data ?? []) : [];
  const others = (similar.enabled === true ? (alike.data ?? []) : []).filter((each) => !likely.some((one) => one.id === each.id));
  const all = [...likely, ...others];

  return (
    <aside className={classes.aside} aria-label={t('Already registered?')}>
      <h2 className={classes.asideTitle}>{t('Already registered?')}</h2>
      <div role="status" aria-live="polite">
        {likely.length > 0 && (
          <div className={classes.asideNotice}>
            <Notice tone="amber" title={t('This may be a returning patient')}>
              {t('Choose them to keep one record for one person.')}
            </Notice>
          </div>
        )}
      </div>
      {all.length > 0 ? (
        <CandidateList label={t('Registered patients')} candidates={all} likely={new Set(likely.map((each) => each.id))} onChoose={onChoose} />
      ) : (
        <p className={classes.asideWords}>
          {similar.enabled !== true
            ? t('Patients with a similar name appear here while you type.')
            : alike.isError
              ? t('The register could not be searched. Check-in will still ask about duplicates.')
              : alike.isPending
                ? t('Searching…')
                : t('Nobody with this name is registered.')}
        </p>
      )}
    </aside>
  );
}
