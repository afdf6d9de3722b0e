import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { useShortcuts } from '@/lib/shortcuts';

/** Finds patients from every page; `/` or Ctrl-K goes to it. */
export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const focus = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  useShortcuts([
    { keys: '/', label: t('Search'), run: focus, group: t('Everywhere') },
    { keys: 'mod+k', label: t('Search, also while typing'), run: focus, group: t('Everywhere') },
  ]);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const q = typed.trim();
        void navigate({ to: '/patients', search: q === '' ? {} : { q } });
      }}
    >
      <TextInput
        ref={input}
        type="search"
        aria-label={t('Search patients')}
        placeholder={t('Name, code, case number or phone')}
        leftSection={<IconSearch size={16} />}
        rightSection={<KeyHint keys="/" />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  );
}
