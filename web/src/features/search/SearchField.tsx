import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBed, IconClipboardText, IconReceipt, IconSearch, IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { KeyHint } from '@/components/KeyHint';
import { toast } from '@/components/toast';
import { useShortcuts } from '@/lib/shortcuts';
import { type Hit, searchQuery } from './queries';
import classes from './SearchField.module.css';

const quietMilliseconds = 200;

const icons = { patient: IconUser, encounter: IconClipboardText, bill: IconReceipt, bed: IconBed } as const;

/**
 * One field, on every page, that finds patients, cases, bills and beds. It asks after 200 ms of quiet; arrows choose,
 * Enter opens. A code that is scanned with its Enter opens at once what it names.
 */
export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const words = typed.trim();
  const [quiet] = useDebouncedValue(words, quietMilliseconds);

  const found = useQuery({
    ...searchQuery(quiet),
    enabled: quiet !== '' && combobox.dropdownOpened,
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
    combobox.closeDropdown();
    input.current?.blur();
  };

  const open = (hit: Hit): void => {
    leave();
    const id = String(hit.id);
    if (hit.kind === 'patient') void navigate({ to: '/patients/$patientId', params: { patientId: id } });
    else if (hit.kind === 'encounter') void navigate({ to: '/cases/$encounterId', params: { encounterId: id } });
    else if (hit.kind === 'bill') void navigate({ to: '/bills/$billId', params: { billId: id } });
    else void navigate({ to: '/ward' });
  };

  const openAtOnce = async (): Promise<void> => {
    try {
      const now = await queryClient.query(searchQuery(words));
      const [only, another] = now;
      if (only !== undefined && another === undefined) {
        open(only);
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
  const icon = (kind: Hit['kind']) => {
    const Icon = icons[kind];
    return <Icon size={16} stroke={1.6} aria-hidden="true" />;
  };
  const kinds: Record<Hit['kind'], string> = { patient: t('Patient'), encounter: t('Case'), bill: t('Bill'), bed: t('Bed') };
  const optionId = (hit: Hit): string => `${hit.kind} ${hit.id}`;

  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (words !== '') void openAtOnce();
      }}
    >
      <Combobox
        store={combobox}
        onOptionSubmit={(value) => {
          const hit = hits.find((each) => optionId(each) === value);
          if (hit !== undefined) open(hit);
        }}
      >
        <Combobox.Target>
          <TextInput
            ref={input}
            type="search"
            aria-label={t('Search')}
            placeholder={t('Name, code, case number or phone')}
            leftSection={<IconSearch size={16} />}
            rightSection={found.isFetching ? <Loader size={14} /> : <KeyHint keys="/" />}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              combobox.resetSelectedOption();
              combobox.openDropdown();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={quiet === ''}>
          <Combobox.Options aria-label={t('Found')}>
            {said !== null && <Combobox.Empty>{said}</Combobox.Empty>}
            {hits.map((hit) => (
              <Combobox.Option key={optionId(hit)} value={optionId(hit)} className={classes.hit}>
                {icon(hit.kind)}
                <span className={classes.kind}>{kinds[hit.kind]}</span>
                <span className={classes.title}>{hit.title}</span>
                <span className={classes.detail}>{hit.detail}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </form>
  );
}
