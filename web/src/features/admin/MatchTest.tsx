import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { icdCodeOf } from '@/shared/icd';
import { departmentMatchQuery, icdCodeQuery } from '@/shared/lookups';
import classes from './admin.module.css';

function useAnswer(typed: string): React.ReactNode {
  const { t } = useTranslation();
  const [quiet] = useDebouncedValue(icdCodeOf(typed) ?? '', 200);
  const match = useQuery({ ...departmentMatchQuery(quiet), placeholderData: keepPreviousData });
  const known = useQuery(icdCodeQuery(quiet)).data;
  const code = icdCodeOf(typed);
  if (typed.trim() === '') return <span className="soft">{t('Type a whole code to see where its cases go.')}</span>;
  if (code === null) return <span className="soft">{t('Not a whole code yet: a letter and two digits, like J45 or J45.9.')}</span>;
  if (match.isError) return <span role="alert">{t(asProblem(match.error).message)}</span>;
  if (match.data === undefined || quiet !== code || match.isPlaceholderData) return <span className="soft">{t('Looking…')}</span>;
  const { department_id, department_name: department, via } = match.data;
  const title = known === null || known === undefined ? '' : known.title;
  return (
    <>
      {department_id === null
        ? t('No department: no mapping covers {{code}}, and there is no default department.', { code })
        : via === ''
          ? t('{{department}}, by default: no mapping covers {{code}}.', { department, code })
          : via === code
            ? t('{{department}}, by the mapping of exactly {{via}}.', { department, via })
            : t('{{department}}, by the mapping of {{via}}.', { department, via })}
      {title !== '' && <span className="soft"> {t('({{code}} is {{title}})', { code, title })}</span>}
    </>
  );
}

/** Tries the mappings: which department a code's cases go to, and why. */
export function MatchTest() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const answer = useAnswer(typed);
  return (
    <section className={classes.match} aria-label={t('Try a code')}>
      <TextInput
        label={t('Which department gets…')}
        placeholder="J45.9"
        autoComplete="off"
        spellCheck={false}
        maxLength={20}
        className={classes.matchField}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <output className={classes.matchAnswer} aria-live="polite">
        {answer}
      </output>
    </section>
  );
}
