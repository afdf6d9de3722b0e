import { Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBed, IconClipboardText, IconFlask, IconReceipt, IconSearch, IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { KeyHint } from '@/components/KeyHint';
import { toast } from '@/components/toast';
import { useShortcuts } from '@/lib/shortcuts';
import { type Hit, searchQuery } from './queries';
import classes from './SearchField.module.css';

const quietMilliseconds = 200;

const icons = { patient: IconUser, encounter: IconClipboardText, lab: IconFlask, bill: IconReceipt, bed: IconBed } as const;

/**
 * One field, on every page, that finds patients, cases, laboratory results, bills and beds. It asks after 200 ms of quiet; arrows choose,
 * Enter opens. A code that is scanned with its Enter opens at once what it names.
 */
export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const words = typed.trim();
  const [quiet] = useDebouncedValue(words, quietMilliseconds);

  const found = useQuery({
    ...searchQuery(quiet),
    enabled: quiet !== '' && open,
    placeholderData: keepPreviousData,
  });
  const hits = quiet === '' ? [] : (found.data ?? []);

  const focus = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  useShortcuts([
    { keys: '/', label: t('Search'), run: focus, group: t('Everywhere') },
    { keys: 'mod+k', label: t('Search, also while typing'), run: focus, group: t('Everywhere') },
  ]);

  const leave = (): void => {
    setTyped('');
    setOpen(false);
    setChosen(-1);
    input.current?.blur();
  };

  const go = (hit: Hit): void => {
    leave();
    const id = String(hit.id);
    if (hit.kind === 'patient') void navigate({ to: '/patients/$patientId', params: { patientId: id } });
    else if (hit.kind === 'encounter') void navigate({ to: '/cases/$encounterId', params: { encounterId: id } });
    else if (hit.kind === 'lab') void navigate({ to: '/labs/$labId', params: { labId: id } });
    else if (hit.kind === 'bill') void navigate({ to: '/bills/$billId', params: { billId: id } });
    else void navigate({ to: '/ward' });
  };

  const openAtOnce = async (): Promise<void> => {
    try {
      const now = await queryClient.query(searchQuery(words));
      const [only, another] = now;
      if (only !== undefined && another === undefined) {
        go(only);
        return;
      }
      leave();
      await navigate({ to: '/patients', search: { q: words } });
    } catch (error) {
      toast.failed(error);
    }
  };

  const message = (): string | null => {
    if (found.isError) return t(asProblem(found.error).message);
    if (found.isPending) return t('Searching…');
    if (hits.length === 0) return t('Nothing matches “{{query}}”', { query: quiet });
    return null;
  };
  const said = message();
  const kinds: Record<Hit['kind'], string> = { patient: t('Patient'), encounter: t('Case'), lab: t('Laboratory'), bill: t('Bill'), bed: t('Bed') };
  const shown = open && quiet !== '';
  const picked = shown ? hits[chosen] : undefined;
  const optionId = (index: number): string => `${listId}-${index}`;

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((before) => Math.max(-1, Math.min(hits.length - 1, before + step)));
    } else if (event.key === 'Escape') {
      // Once to close the list, once more to leave the field; what was typed stays.
      if (shown) setOpen(false);
      else input.current?.blur();
      event.preventDefault();
    }
  };

  return (
    <form
      role="search"
      className={classes.search}
      onSubmit={(event) => {
        event.preventDefault();
        if (picked !== undefined) go(picked);
        else if (words !== '') void openAtOnce();
      }}
    >
      <TextInput
        ref={input}
        role="combobox"
        aria-label={t('Search')}
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={picked === undefined ? undefined : optionId(chosen)}
        enterKeyHint="search"
        placeholder={t('Name, code, case number or phone')}
        leftSection={<IconSearch size={16} />}
        rightSection={found.isFetching ? <Loader size={14} /> : <KeyHint keys="/" />}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div className={classes.panel}>
          {said !== null && (
            <div className={classes.said} role="status">
              {said}
            </div>
          )}
          <div id={listId} role="listbox" aria-label={t('Found')}>
            {hits.map((hit, index) => {
              const Icon = icons[hit.kind];
              return (
                <div
                  key={`${hit.kind} ${hit.id}`}
                  id={optionId(index)}
                  role="option"
                  aria-selected={index === chosen}
                  className={classes.hit}
                  // The field keeps the focus, so that it does not close before the click arrives.
                  onMouseDown={(event) => event.preventDefault()}
                  onMouseMove={() => setChosen(index)}
                  onClick={() => go(hit)}
                >
                  <Icon size={16} stroke={1.6} aria-hidden="true" />
                  <span className={classes.kind}>{kinds[hit.kind]}</span>
                  <span className={classes.title}>{hit.title}</span>
                  <span className={classes.detail}>{hit.detail}</span>
                </div>
              );
            })}
          </div>
        </div>
      )}
    </form>
  );
}
