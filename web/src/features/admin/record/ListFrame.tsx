import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { useShortcuts } from '@/lib/shortcuts';
import { useSearchText } from '@/shared/useSearchText';
import classes from './Record.module.css';

interface ListFrameProps {
  title: string;
  /** How many there are. */
  aside?: React.ReactNode;
  /** What this list is for, in a line. */
  words?: React.ReactNode;
  add?: { label: string; run: () => void } | undefined;
  /** Other acts on the list as a whole, before that of adding. */
  acts?: React.ReactNode;
  /** Fields that narrow the list. */
  filters?: React.ReactNode;
  children: React.ReactNode;
}

function AddShortcut({ label, run }: { label: string; run: () => void }) {
  useShortcuts([{ keys: 'n', label, run }]);
  return (
    <Button leftSection={<IconPlus size={16} />} rightSection={<KeyHint keys="n" />} onClick={run}>
      {label}
    </Button>
  );
}

/** A page of administration: its name, the act of adding, the fields that narrow the list, and the list. */
export function ListFrame({ title, aside, words, add, acts, filters, children }: ListFrameProps) {
  return (
    <>
      <PageHeader
        title={title}
        aside={aside}
        actions={
          add === undefined && acts === undefined ? undefined : (
            <>
              {acts}
              {add !== undefined && <AddShortcut label={add.label} run={add.run} />}
            </>
          )
        }
      >
        {words}
      </PageHeader>
      {filters !== undefined && (
        <div className={classes.filters} role="search" aria-label={title}>
          {filters}
        </div>
      )}
      {children}
    </>
  );
}

/** The surface that a list lies on. */
export function ListCard({ children }: { children: React.ReactNode }) {
  return <div className={classes.card}>{children}</div>;
}

interface FindFieldProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Finds in the list while typing; `f` goes to it. */
export function FindField({ label, placeholder, value, onChange }: FindFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const { t } = useTranslation();
  const text = useSearchText(value ?? '', (settled) => onChange(settled === '' ? undefined : settled));
  useShortcuts([{ keys: 'f', label: t('Filter the list'), run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field}
      className={classes.find}
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      leftSection={<IconSearch size={16} />}
      rightSection={<KeyHint keys="f" />}
      autoComplete="off"
      spellCheck={false}
      value={text.value}
      onChange={(event) => text.change(event.currentTarget.value)}
    />
  );
}
