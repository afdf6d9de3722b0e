import { Button, Tabs } from '@mantine/core';
import { IconDatabaseExport } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { ListFrame } from '../record/ListFrame';
import { readOneOf, tidy } from '../search';
import { BackupList } from './BackupList';
import classes from './Backups.module.css';
import { BackupSettings } from './BackupSettings';
import { MakeBackup } from './MakeBackup';
import { backupsQuery, scheduleQuery } from './queries';
import { RestoreRefused } from './RestoreRefused';
import type { BackupsSearch } from './search';
import { Standing } from './Standing';
import { isBusy } from './work';
import { Working } from './Working';

const route = getRouteApi('/reading/admin/backups');

interface BackupsViewProps {
  search: BackupsSearch;
  onSearch: (search: BackupsSearch) => void;
}

/** Whether the hospital could lose its data today, every backup, and when and where they are made. */
export function BackupsView({ search, onSearch }: BackupsViewProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [making, setMaking] = useState(false);
  const found = useInfiniteQuery(backupsQuery);
  const schedule = useQuery(scheduleQuery).data;
  const backups = found.data?.pages.flatMap((page) => page.items);
  const make = (): void => setMaking(true);
  const mayMake = can('backup:make');
  useShortcuts(mayMake ? [{ keys: 'n', label: t('Back up now'), run: make }] : []);
  const button = mayMake && (
    <Button leftSection={<IconDatabaseExport size={16} stroke={1.7} />} rightSection={<KeyHint keys="n" />} onClick={make}>
      {t('Back up now')}
    </Button>
  );
  return (
    <ListFrame title={t('Backups')} words={t('Everything of one moment in one file, to be restored on this or another computer.')} acts={button}>
      <div className={classes.head}>
        <Standing />
        {backups !== undefined && <RestoreRefused backups={backups} />}
        {backups?.filter(isBusy).map((backup) => <Working key={backup.id} backup={backup} />)}
      </div>
      <Tabs value={search.tab ?? 'list'} onChange={(which) => onSearch(tidy({ tab: readOneOf(['settings'], which) }))} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="list">{t('List')}</Tabs.Tab>
          <Tabs.Tab value="settings">{t('Settings')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list">
          <BackupList
            backups={backups}
            error={found.error}
            onRetry={found.refetch}
            more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
            first={mayMake ? <Button onClick={make}>{t('Make the first one')}</Button> : undefined}
          />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <BackupSettings />
        </Tabs.Panel>
      </Tabs>
      {making && <MakeBackup schedule={schedule} onClose={() => setMaking(false)} />}
    </ListFrame>
  );
}

export function BackupsPage() {
  const navigate = route.useNavigate();
  return <BackupsView search={route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />;
}
