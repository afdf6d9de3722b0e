import { Button, NativeSelect } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Money } from '@/components/Money';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { ImportDrawer } from './ImportDrawer';
import { importServices, readService, type Service, servicesExport, servicesQuery } from './queries';
import { FindField, ListCard, ListFrame } from './record/ListFrame';
import { RecordDrawer } from './record/RecordDrawer';
import { categories, readOneOf, type ServicesSearch, tidy } from './search';
import { ServiceForm } from './ServiceForm';

const route = getRouteApi('/reading/admin/services');

export function ServicesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const { q, category, state, open } = search;
  const navigate = route.useNavigate();
  const found = useQuery({ ...servicesQuery(q), placeholderData: keepPreviousData });
  const rows = found.data?.filter(
    (service) => (category === undefined || service.category === category) && (state === undefined || service.active === (state === 'on')),
  );
  const set = (change: Partial<ServicesSearch>, replace = true): void => void navigate({ search: tidy({ ...search, ...change }), replace });
  const show = (which: number | 'new' | undefined): void => set({ open: which }, false);
  const columns: Column<Service>[] = [
    {
      key: 'name',
      header: t('Name'),
      primary: true,
      cell: (service) => (
        <Link to="/admin/services" search={{ ...search, open: service.id }}>
          {service.name}
        </Link>
      ),
    },
    { key: 'code', header: t('Code'), width: '120px', cell: (service) => (service.code === '' ? <span className="soft">–</span> : <span className="code">{service.code}</span>) },
    { key: 'category', header: t('Category'), width: '210px', cell: (service) => t(service.category) },
    {
      key: 'vat',
      header: t('VAT'),
      width: '96px',
      cell: (service) => (service.vat_treatment === 'VATable' ? t('VATable') : <span className="soft">{t('Exempt')}</span>),
    },
    {
      key: 'active',
      header: t('State'),
      width: '140px',
      cell: (service) =>
        service.active ? <span className="soft">{t('Can be charged')}</span> : <StatusBadge tone="grey" shape="cross" label={t('Switched off')} />,
    },
    { key: 'price', header: t('Price'), align: 'right', width: '140px', cell: (service) => <Money amount={service.price} /> },
  ];
  const add = can('service:write') ? { label: t('Add service'), run: () => show('new') } : undefined;
  const filtered = q !== undefined || category !== undefined || state !== undefined;
  return (
    <ListFrame
      title={t('Services and prices')}
      aside={rows !== undefined && <span className="soft">{rows.length}</span>}
      words={t('What can be charged to a bill, besides the bed.')}
      add={add}
      acts={
        <>
          <Button component="a" href={servicesExport} download variant="default" leftSection={<IconDownload size={16} stroke={1.7} />}>
            {t('Export')}
          </Button>
          {can('service:write') && (
            <Button variant="default" leftSection={<IconUpload size={16} stroke={1.7} />} onClick={() => set({ import: true }, false)}>
              {t('Import')}
            </Button>
          )}
        </>
      }
      filters={
        <>
          <FindField label={t('Find a service')} value={q} onChange={(text) => set({ q: text })} />
          <NativeSelect
            aria-label={t('Category')}
            data={[{ value: '', label: t('Every category') }, ...categories.map((each) => ({ value: each, label: t(each) }))]}
            value={category ?? ''}
            onChange={(event) => set({ category: readOneOf(categories, event.currentTarget.value) })}
          />
          <NativeSelect
            aria-label={t('State')}
            data={[
              { value: '', label: t('On and off') },
              { value: 'on', label: t('Can be charged') },
              { value: 'off', label: t('Switched off') },
            ]}
            value={state ?? ''}
            onChange={(event) => set({ state: readOneOf(['on', 'off'], event.currentTarget.value) })}
          />
        </>
      }
    >
      <ListCard>
        <DataTable
          label={t('Services and prices')}
          columns={columns}
          rows={rows}
          rowKey={(service) => service.id}
          error={found.error}
          onRetry={found.refetch}
          onOpen={(service) => show(service.id)}
          selectedKey={typeof open === 'number' ? open : null}
          skeletonRows={14}
          empty={
            filtered ? (
              <EmptyState
                title={t('No service is like this')}
                action={
                  <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                    {t('Show all')}
                  </Button>
                }
              >
                {t('Services are found by the beginning of each word of their name, or of their code.')}
              </EmptyState>
            ) : (
              <EmptyState title={t('No services yet')} action={add !== undefined && <Button onClick={add.run}>{t('Add the first')}</Button>}>
                {t('A consultation, an X-ray, a blood count: each with its price.')}
              </EmptyState>
            )
          }
        />
      </ListCard>
      <RecordDrawer entity="service" open={open} load={readService} addTitle={t('Add a service')} title={(service) => service.name} onClose={() => show(undefined)}>
        {(record) => <ServiceForm record={record} onDone={() => show(undefined)} onCancel={() => show(undefined)} />}
      </RecordDrawer>
      <ImportDrawer
        opened={search.import === true && can('service:write')}
        title={t('Import a price list')}
        entity="service"
        columns={{ needed: ['name', 'price'], free: ['code', 'category', 'vat_treatment', 'active'] }}
        words={t(
          'Each row changes the service of its code, or else of its name, or adds one. An empty cell and a missing column change nothing. What Export saves can be changed in a spreadsheet and imported.',
        )}
        send={importServices}
        onClose={() => set({ import: undefined }, false)}
      />
    </ListFrame>
  );
}
