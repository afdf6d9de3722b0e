import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/permissions';
import { ListFrame } from '../record/ListFrame';
import { readOneOf, tidy } from '../search';
import { Corrections } from './Corrections';
import { DueRecords } from './DueRecords';
import { Holds } from './Holds';
import classes from './Records.module.css';
import { RetentionSettings } from './RetentionSettings';
import { type RecordsSearch, recordsTabs } from './search';

const route = getRouteApi('/reading/admin/records');

interface RecordsViewProps {
  search: RecordsSearch;
  onSearch: (search: RecordsSearch) => void;
}

/** What the hospital owes its patients over their records: corrections, holds, and how long they are kept. */
export function RecordsView({ search, onSearch }: RecordsViewProps) {
  const { t } = useTranslation();
  const can = useCan();
  const keeps = can('retention:read');
  const set = (change: Partial<RecordsSearch>): void => onSearch(tidy({ ...search, ...change }));
  const tabs = [
    ...(can('correction:request') ? [{ value: 'corrections', label: t('Corrections'), panel: <Corrections search={search} onSearch={set} /> }] : []),
    ...(keeps
      ? [
          { value: 'holds', label: t('Legal holds'), panel: <Holds search={search} onSearch={set} /> },
          { value: 'retention', label: t('Retention'), panel: <DueRecords search={search} onSearch={set} /> },
          { value: 'settings', label: t('Settings'), panel: <RetentionSettings /> },
        ]
      : []),
  ];
  const shown = tabs.find(({ value }) => value === search.tab) ?? tabs[0];
  return (
    <ListFrame title={t('Records and rights')} words={t('What patients may ask of their records, and how long these are kept.')}>
      <Tabs value={shown?.value ?? null} onChange={(which) => onSearch(tidy({ tab: readOneOf(recordsTabs, which) }))} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, panel }) => (
          <Tabs.Panel key={value} value={value}>
            {panel}
          </Tabs.Panel>
        ))}
      </Tabs>
    </ListFrame>
  );
}

export function RecordsPage() {
  const navigate = route.useNavigate();
  return <RecordsView search={route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}
