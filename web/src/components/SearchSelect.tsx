import { CloseButton, Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import classes from './SearchSelect.module.css';

export interface SearchOption {
  id: string;
  label: string;
  /** A second, quieter line or column. */
  detail?: string | undefined;
}

interface SearchSelectProps<O extends SearchOption> {
  label: string;
  /** The label is only spoken: for a filter whose placeholder says enough. */
  bare?: boolean;
  value: O | null;
  onChange: (option: O | null) => void;
  /** First element is the entity's name, like every query key. */
  queryKey: readonly unknown[];
  search: (query: string, signal: AbortSignal) => Promise<O[]>;
  /** Letters needed before it asks; 0 shows a list as soon as it opens. */
  minLetters?: number;
  placeholder?: string;
  description?: React.ReactNode;
  error?: React.ReactNode;
  required?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
}

const quietMilliseconds = 200;

/**
 * A field that finds one of many on the server. It asks after 200 ms of quiet and drops answers that came too late;
 * arrows choose, Enter takes, Esc closes the list and keeps what was chosen before.
 */
export function SearchSelect<O extends SearchOption>({
  label,
  bare = false,
  value,
  onChange,
  queryKey,
  search,
  minLetters = 1,
  placeholder,
  description,
  error,
  required = false,
  disabled = false,
  autoFocus = false,
}: SearchSelectProps<O>) {
  const { t } = useTranslation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = (typed ?? '').trim();
  const [quiet] = useDebouncedValue(wanted, quietMilliseconds);
  const enough = quiet.length >= minLetters;

  const found = useQuery({
    queryKey: [...queryKey, 'search', quiet],
    queryFn: ({ signal }) => search(quiet, signal),
    enabled: enough && combobox.dropdownOpened,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const options = enough ? (found.data ?? []) : [];
  // False while the list still answers what was typed before.
  const answered = quiet === wanted && found.isSuccess && !found.isPlaceholderData;
  const entered = useRef(false);

  // The answer comes after the letters: Enter takes its first option, without an arrow key before.
  const { dropdownOpened, selectFirstOption } = combobox;
  const firstOption = options[0]?.id;
  const typing = typed !== null;
  useEffect(() => {
    if (typing && dropdownOpened && firstOption !== undefined) selectFirstOption();
  }, [typing, dropdownOpened, firstOption, selectFirstOption]);

  const choose = (option: O): void => {
    entered.current = false;
    onChange(option);
    setTyped(null);
    combobox.closeDropdown();
  };
  // Someone who types a code and presses Enter in one go means what they typed, not what was listed before it.
  const latest = useRef(choose);
  useEffect(() => {
    latest.current = choose;
  });
  const first = options[0];
  useEffect(() => {
    if (answered && entered.current && first !== undefined) latest.current(first);
  }, [answered, first]);

  const message = (): string | null => {
    if (!enough) return minLetters > 0 ? t('Type to search') : null;
    if (found.isError) return t(asProblem(found.error).message);
    if (found.isPending) return t('Searching…');
    if (options.length === 0 && quiet === '') return t('Type to search');
    if (options.length === 0) return t('Nothing matches “{{query}}”', { query: quiet });
    return null;
  };
  const words = message();

  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      onOptionSubmit={(id) => {
        const chosen = options.find((option) => option.id === id);
        if (chosen !== undefined) choose(chosen);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          role="combobox"
          {...(bare ? { 'aria-label': label } : { label })}
          description={description}
          error={error}
          required={required}
          disabled={disabled}
          data-autofocus={autoFocus || undefined}
          placeholder={placeholder ?? t('Type to search')}
          value={typed ?? value?.label ?? ''}
          onChange={(event) => {
            entered.current = false;
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !typing) return;
            // Half a search word is no answer: it must not send the form around this field.
            event.preventDefault();
            if (answered) return;
            entered.current = enough || wanted.length >= minLetters;
            combobox.resetSelectedOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            entered.current = false;
            // Emptied means: none. Anything else half-typed leaves the choice as it was.
            if (typed === '') onChange(null);
            setTyped(null);
            combobox.closeDropdown();
          }}
          rightSection={
            found.isFetching ? (
              <Loader size={14} />
            ) : value !== null && !disabled ? (
              <CloseButton
                size="sm"
                aria-label={t('Clear {{field}}', { field: label })}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  setTyped(null);
                  onChange(null);
                }}
              />
            ) : null
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown} hidden={words === null && options.length === 0}>
        <Combobox.Options className={classes.options} aria-label={label}>
          {words !== null && <Combobox.Empty>{words}</Combobox.Empty>}
          {options.map((option) => (
            <Combobox.Option key={option.id} value={option.id} active={option.id === value?.id} className={classes.option}>
              <span className={classes.label}>{option.label}</span>
              {option.detail !== undefined && <span className={classes.detail}>{option.detail}</span>}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
