import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SearchSelect } from '@/components/SearchSelect';
import { fieldWords } from '@/shared/RecordHistory';
import classes from './AuditPage.module.css';
import { patientNameQuery, searchPatients, type User } from './queries';
import { type AuditSearch, readDay, readId } from './search';
import { actWords, entityWords } from './trail';

interface AuditFiltersProps {
  search: AuditSearch;
  people: readonly User[] | undefined;
  onSearch: (change: Partial<AuditSearch>) => void;
}

interface FoundPatient {
  id: string;
  label: string;
  detail: string;
}

/** The chosen word is on the list even if it is one that the list does not know. */
function optionsOf(words: Readonly<Record<string, string>>, chosen: string | undefined): [string, string][] {
  const known = Object.entries(words);
  return chosen === undefined || words[chosen] !== undefined ? known : [...known, [chosen, fieldWords(chosen)]];
}

/** Narrows the trail: to one who acted, a patient, an act, a kind of record, days, and what changed something. */
export function AuditFilters({ search, people, onSearch }: AuditFiltersProps) {
  const { t } = useTranslation();
  const { who, patient, act, changes, kind, id, from, to } = search;
  const chosen = useQuery({ ...patientNameQuery(patient ?? 0), enabled: patient !== undefined }).data;
  const select = (words: [string, string][]) => words.map(([value, word]) => ({ value, label: t(word) }));
  return (
    <div className={`${classes.filters} no-print`} role="search" aria-label={t('Audit')}>
      <Select
        label={t('Who')}
        placeholder={t('Anybody')}
        clearable
        searchable
        className={classes.field ?? ''}
        data={(people ?? []).map((user) => ({ value: String(user.id), label: user.name }))}
        value={who === undefined ? null : String(who)}
        onChange={(value) => onSearch({ who: readId(value) })}
      />
      <div className={classes.field}>
        <SearchSelect<FoundPatient>
          label={t('Patient')}
          placeholder={t('Any patient')}
          queryKey={['patient', 'list', 'audit']}
          search={async (q, signal) => (await searchPatients(q, signal)).map((each) => ({ id: String(each.id), label: each.name, detail: each.code }))}
          value={patient === undefined ? null : { id: String(patient), label: chosen?.name ?? t('Patient {{id}}', { id: patient }), detail: chosen?.code ?? '' }}
          onChange={(option) => onSearch({ patient: readId(option?.id) })}
        />
      </div>
      <Select
        label={t('Act')}
        placeholder={t('Any')}
        clearable
        searchable
        className={classes.field ?? ''}
        data={select(optionsOf(actWords, act))}
        value={act ?? null}
        onChange={(value) => onSearch({ act: value ?? undefined })}
      />
      <Select
        label={t('Kind of record')}
        placeholder={t('Any')}
        clearable
        searchable
        className={classes.field ?? ''}
        data={select(optionsOf(entityWords, kind))}
        value={kind ?? null}
        onChange={(value) => onSearch({ kind: value ?? undefined, id: undefined })}
      />
      <TextInput label={t('From')} type="date" className={classes.date ?? ''} max={to} value={from ?? ''} onChange={(event) => onSearch({ from: readDay(event.currentTarget.value) })} />
      <TextInput label={t('To')} type="date" className={classes.date ?? ''} min={from} value={to ?? ''} onChange={(event) => onSearch({ to: readDay(event.currentTarget.value) })} />
      <Switch
        label={t('Changes only')}
        title={t('Hides openings, printings and exports')}
        className={classes.changesOnly ?? ''}
        checked={changes === true}
        onChange={(event) => onSearch({ changes: event.currentTarget.checked ? true : undefined })}
      />
      {id !== undefined && kind !== undefined && (
        <Button variant="default" onClick={() => onSearch({ id: undefined })}>
          {t('Only number {{id}}: show all', { id })}
        </Button>
      )}
    </div>
  );
}
