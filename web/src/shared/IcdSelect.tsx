import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchSelect, type SearchOption } from '@/components/SearchSelect';
import { icdCodeOf } from './icd';
import { icdCodeQuery, searchIcdCodes } from './lookups';

interface IcdSelectProps {
  label: string;
  /** The code, '' for none. */
  value: string;
  onChange: (code: string) => void;
  description?: React.ReactNode;
  error?: React.ReactNode;
  required?: boolean;
  autoFocus?: boolean;
}

/** Finds an ICD-10 code by its beginning or by words. A code that the list does not have can be taken as typed. */
export function IcdSelect({ label, value, onChange, description, error, required = false, autoFocus = false }: IcdSelectProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<SearchOption | null>(null);
  const known = useQuery(icdCodeQuery(value)).data;

  const option = (): SearchOption | null => {
    if (value === '') return null;
    if (chosen?.id === value) return chosen;
    const title = known?.title ?? '';
    return { id: value, label: title === '' ? value : `${value} ${title}` };
  };

  const search = async (query: string, signal: AbortSignal): Promise<SearchOption[]> => {
    const found = (await searchIcdCodes(query, signal)).map((each) => ({ id: each.code, label: `${each.code} ${each.title}`.trim() }));
    const typed = icdCodeOf(query);
    if (typed === null || found.some((each) => each.id === typed)) return found;
    return [...found, { id: typed, label: typed, detail: t('not in the list: take as typed') }];
  };

  return (
    <SearchSelect
      label={label}
      value={option()}
      onChange={(next) => {
        setChosen(next !== null && next.label === next.id ? null : next);
        onChange(next?.id ?? '');
      }}
      queryKey={['icd_mapping', 'codes']}
      search={search}
      placeholder={t('Code or words, like I50 or heart failure')}
      description={description}
      error={error}
      required={required}
      autoFocus={autoFocus}
    />
  );
}
