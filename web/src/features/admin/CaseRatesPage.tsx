import { Button, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { useCan } from '@/lib/permissions';
import { formatPlainDate } from '@/lib/time';
import { ImportDrawer } from './ImportDrawer';
import { type CaseRate, caseRatesQuery, importCaseRates } from './queries';
import { HistoryLink } from './record/HistoryLink';
import { FindField, ListCard, ListFrame } from './record/ListFrame';
import { type CaseRatesSearch, readDay, tidy } from './search';

const route = getRouteApi('/reading/admin/case-rates');

export function CaseRatesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const { q, on } = search;
  const navigate = route.useNavigate();
  const found = useInfiniteQuery({
    ...caseRatesQuery({ ...(q === undefined ? {} : { q }), ...(on === undefined ? {} : { on }) }),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.pages.flatMap((page) => page.items);
  const set = (change: Partial<CaseRatesSearch>, replace = true): void => void navigate({ search: tidy({ ...search, ...change }), replace });
  const columns: Column<CaseRate>[] = [
    { key: 'code', header: t('Code'), width: '110px', primary: true, cell: (rate) => <span className="code">{rate.code}</span> },
    { key: 'description', header: t('Description'), cell: (rate) => rate.description },
    { key: 'hospital', header: t('Hospital'), align: 'right', width: '130px', cell: (rate) => <Money amount={rate.hospital_part} /> },
    { key: 'professional', header: t('Professional'), align: 'right', width: '130px', cell: (rate) => <Money amount={rate.professional_part} /> },
    {
      key: 'effect',
      header: t('In effect'),
      width: '210px',
      cell: (rate) => (
        <span className="soft">
          {rate.effective_to === ''
            ? t('from {{from}}', { from: formatPlainDate(rate.effective_from) })
            : t('{{from}} to {{to}}', { from: formatPlainDate(rate.effective_from), to: formatPlainDate(rate.effective_to) })}
        </span>
      ),
    },
  ];
  const bringIn = can('case-rate:write') ? () => set({ import: true }, false) : undefined;
  return (
    <ListFrame
      title={t('Case rates')}
      words={t('What PhilHealth pays for a case: the first in full, half of a second.')}
      acts={
        bringIn !== undefined && (
          <>
            <HistoryLink entity="case-rates" />
            <Button variant="default" leftSection={<IconUpload size={16} stroke={1.7} />} onClick={bringIn}>
              {t('Import')}
            </Button>
          </>
        )
      }
      filters={
        <>
          <FindField label={t('Code or description')} value={q} onChange={(text) => set({ q: text })} />
          <TextInput
            type="date"
            aria-label={t('In effect on')}
            title={t('In effect on this day; today when empty')}
            w={160}
            value={on ?? ''}
            onChange={(event) => set({ on: readDay(event.currentTarget.value) })}
          />
        </>
      }
    >
      <ListCard>
        <DataTable
          label={t('Case rates')}
          columns={columns}
          rows={rows}
          rowKey={(rate) => rate.id}
          error={found.error}
          onRetry={found.refetch}
          skeletonRows={14}
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
          empty={
            q !== undefined || on !== undefined ? (
              <EmptyState
                title={t('No case rate is like this')}
                action={
                  <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                    {t('Show all')}
                  </Button>
                }
              >
                {t('Case rates are found by the beginning of their code, or by words of their description.')}
              </EmptyState>
            ) : (
              <EmptyState title={t('No case rates yet')} action={bringIn !== undefined && <Button onClick={bringIn}>{t('Import the table')}</Button>}>
                {t('PhilHealth’s table is imported as CSV; until then no case rate can be claimed.')}
              </EmptyState>
            )
          }
        />
      </ListCard>
      <ImportDrawer
        opened={search.import === true && bringIn !== undefined}
        title={t('Import case rates')}
        entity="case-rates"
        columns={{ needed: ['code', 'description', 'hospital_part', 'professional_part', 'effective_from'], free: ['effective_to'] }}
        words={t('A row is known by its code and its first day. New amounts come with a new first day; a row that bills use keeps its amounts.')}
        send={importCaseRates}
        onClose={() => set({ import: undefined }, false)}
      />
    </ListFrame>
  );
}
