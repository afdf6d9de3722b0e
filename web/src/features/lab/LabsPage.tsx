import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { homeQuery } from '@/lib/home';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { TestTypeField } from '@/shared/lab/TestTypeField';
import { useSearchText } from '@/shared/useSearchText';
import classes from './Labs.module.css';
import { LabsTable, rowsIn } from './LabsTable';
import { useLabList } from './queries';
import { filterOf, labViews, type LabSearch, type LabView, readDay } from './search';

interface ListProps {
  search: LabSearch;
  onClear: () => void;
}

function isFiltered({ q, test, from, to }: LabSearch): boolean {
  return [q, test, from, to].some((part) => part !== undefined);
}

function NothingFits({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t('No test matches')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('Show all')}
        </Button>
      }
    >
      {t('Search by laboratory code, the patient’s name or code, or the kind of test.')}
    </EmptyState>
  );
}

/** What the laboratory has begun, and what it is asked for: urgent ones first, then who waits longest. */
function ToDo({ search, onClear }: ListProps) {
  const { t } = useTranslation();
  const can = useCan();
  const begun = useLabList(filterOf(search, 'In_progress'));
  const asked = useLabList(filterOf(search, 'Requested'));
  const nothing = rowsIn(begun)?.length === 0 && rowsIn(asked)?.length === 0;
  if (nothing) {
    return (
      <SectionCard title={t('To do')} flush>
        {isFiltered(search) ? (
          <NothingFits onClear={onClear} />
        ) : (
          <EmptyState title={t('Nothing waits for the laboratory')}>{t('A doctor requests a test from the patient’s case; it appears here.')}</EmptyState>
        )}
      </SectionCard>
    );
  }
  return (
    <div className={classes.lists}>
      {rowsIn(begun)?.length !== 0 && (
        <SectionCard title={t('In progress')} note={t('Urgent first, then the longest waiting')} flush>
          <LabsTable label={t('In progress')} kind="waiting" found={begun} empty={null} />
        </SectionCard>
      )}
      {rowsIn(asked)?.length !== 0 && (
        <SectionCard title={t('Requested')} note={t('Urgent first, then the longest waiting')} flush>
          <LabsTable label={t('Requested')} kind="waiting" found={asked} empty={null} startable={can('lab:write')} />
        </SectionCard>
      )}
    </div>
  );
}

function Records({ search, onClear, done }: ListProps & { done: boolean }) {
  const { t } = useTranslation();
  const found = useLabList(filterOf(search, done ? 'Done' : undefined));
  const title = done ? t('Results') : t('All tests');
  return (
    <SectionCard title={title} note={t('Newest first')} flush>
      <LabsTable
        label={title}
        kind={done ? 'results' : 'all'}
        found={found}
        empty={
          isFiltered(search) ? (
            <NothingFits onClear={onClear} />
          ) : (
            <EmptyState title={done ? t('No results yet') : t('No tests yet')}>{t('A result is written on a test that was requested, or from the patient’s case.')}</EmptyState>
          )
        }
      />
    </SectionCard>
  );
}

interface FiltersProps {
  search: LabSearch;
  onSearch: (change: Partial<LabSearch>) => void;
}

function Filters({ search, onSearch }: FiltersProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const text = useSearchText(search.q ?? '', (q) => onSearch({ q: q === '' ? undefined : q }));
  useShortcuts([{ keys: 'f', label: t('Find a test'), run: () => field.current?.focus() }]);
  return (
    <div className={classes.filters} role="search" aria-label={t('Filter tests')}>
      <TextInput
        ref={field}
        className={classes.find}
        type="search"
        aria-label={t('Find a test')}
        placeholder={t('Code, patient name or code, or test')}
        leftSection={<IconSearch size={16} stroke={1.7} />}
        rightSection={<KeyHint keys="f" />}
        autoComplete="off"
        spellCheck={false}
        value={text.value}
        onChange={(event) => text.change(event.currentTarget.value)}
      />
      <div className={classes.test}>
        <TestTypeField filter label={t('Kind of test')} value={search.test ?? ''} onChange={(test) => onSearch({ test: test === '' ? undefined : test })} />
      </div>
      <div className={classes.days}>
        <TextInput type="date" className={classes.day ?? ''} aria-label={t('From this day')} value={search.from ?? ''} max={search.to ?? ''} onChange={(event) => onSearch({ from: readDay(event.currentTarget.value) })} />
        <span aria-hidden="true">–</span>
        <TextInput type="date" className={classes.day ?? ''} aria-label={t('To this day')} value={search.to ?? ''} min={search.from ?? ''} onChange={(event) => onSearch({ to: readDay(event.currentTarget.value) })} />
      </div>
    </div>
  );
}

const route = getRouteApi('/wide/labs');

/** What waits for the laboratory, and what it found. */
export function LabsPage() {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  return <LabsView search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}

interface LabsViewProps {
  search: LabSearch;
  onSearch: (search: LabSearch) => void;
}

export function LabsView({ search, onSearch }: LabsViewProps) {
  const { t } = useTranslation();
  const view: LabView = search.view ?? 'todo';
  const waiting = useQuery(homeQuery).data?.laboratory;
  const todo = waiting === undefined ? 0 : waiting.requested + waiting.in_progress;
  const show = (next: LabView): void => onSearch({ ...search, view: next === 'todo' ? undefined : next });
  const clear = (): void => onSearch(search.view === undefined ? {} : { view: search.view });
  const labels: Record<LabView, string> = { todo: t('To do'), results: t('Results'), all: t('All tests') };
  useShortcuts(labViews.map((each, index) => ({ keys: String(index + 1), label: labels[each], run: () => show(each) })));

  return (
    <>
      <PageHeader
        title={t('Laboratory')}
        actions={
          <SegmentedControl
            aria-label={t('Show')}
            data={labViews.map((each) => ({ value: each, label: each === 'todo' && todo > 0 ? `${labels.todo} (${todo})` : labels[each] }))}
            value={view}
            onChange={(next) => show(labViews.find((each) => each === next) ?? 'todo')}
          />
        }
      />
      <Filters search={search} onSearch={(change) => onSearch({ ...search, ...change })} />
      {view === 'todo' ? <ToDo search={search} onClear={clear} /> : <Records search={search} onClear={clear} done={view === 'results'} />}
    </>
  );
}
