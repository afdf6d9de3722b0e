import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { useCan } from '@/lib/permissions';
import { departmentsQuery } from '@/shared/lookups';
import { MappingForm } from './MappingForm';
import { MatchTest } from './MatchTest';
import { type Mapping, mappingsQuery, readMapping } from './queries';
import { FindField, ListCard, ListFrame } from './record/ListFrame';
import { RecordDrawer } from './record/RecordDrawer';
import { type MappingsSearch, readId, tidy } from './search';

const route = getRouteApi('/reading/admin/icd-mappings');

export function MappingsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const { q, department, open } = search;
  const navigate = route.useNavigate();
  const found = useQuery({ ...mappingsQuery(q), placeholderData: keepPreviousData });
  const departments = useQuery(departmentsQuery).data;
  const rows = departments === undefined && found.error === null ? undefined : found.data?.filter((each) => department === undefined || each.department_id === department);
  const set = (change: Partial<MappingsSearch>, replace = true): void => void navigate({ search: tidy({ ...search, ...change }), replace });
  const show = (which: number | 'new' | undefined): void => set({ open: which }, false);
  const columns: Column<Mapping>[] = [
    {
      key: 'code',
      header: t('Codes that begin with'),
      primary: true,
      width: '190px',
      cell: (mapping) => (
        <Link to="/admin/icd-mappings" search={{ ...search, open: mapping.id }}>
          <span className="code">{mapping.icd_code}</span>
        </Link>
      ),
    },
    { key: 'department', header: t('Go to'), width: '34%', cell: (mapping) => departments?.find((each) => each.id === mapping.department_id)?.name ?? '–' },
    { key: 'description', header: t('Description'), cell: (mapping) => <span className="soft">{mapping.description || '–'}</span> },
  ];
  const add = can('icd-mapping:write') ? { label: t('Add mapping'), run: () => show('new') } : undefined;
  const filtered = q !== undefined || department !== undefined;
  const fallback = departments?.find((each) => each.is_default);
  return (
    <ListFrame
      title={t('ICD mapping')}
      aside={rows !== undefined && <span className="soft">{rows.length}</span>}
      words={
        departments === undefined
          ? t('Which department the cases with an ICD-10 code go to.')
          : fallback === undefined
            ? t('Which department the cases with an ICD-10 code go to. There is no default department for the others.')
            : t('Which department the cases with an ICD-10 code go to. All others go to {{department}}.', { department: fallback.name })
      }
      add={add}
      filters={
        <>
          <FindField label={t('Code or description')} value={q} onChange={(text) => set({ q: text })} />
          <NativeSelect
            aria-label={t('Department')}
            data={[{ value: '', label: t('Every department') }, ...(departments ?? []).map((each) => ({ value: String(each.id), label: each.name }))]}
            value={department === undefined ? '' : String(department)}
            onChange={(event) => set({ department: readId(event.currentTarget.value) })}
          />
        </>
      }
    >
      <MatchTest />
      <ListCard>
        <DataTable
          label={t('ICD mapping')}
          columns={columns}
          rows={rows}
          rowKey={(mapping) => mapping.id}
          error={found.error}
          onRetry={found.refetch}
          onOpen={(mapping) => show(mapping.id)}
          selectedKey={typeof open === 'number' ? open : null}
          skeletonRows={12}
          empty={
            filtered ? (
              <EmptyState
                title={t('No mapping is like this')}
                action={
                  <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                    {t('Show all')}
                  </Button>
                }
              >
                {t('Mappings are found by the beginning of their code, or by words of their description.')}
              </EmptyState>
            ) : (
              <EmptyState title={t('No mappings yet')} action={add !== undefined && <Button onClick={add.run}>{t('Add the first')}</Button>}>
                {t('Until then every case goes to the default department.')}
              </EmptyState>
            )
          }
        />
      </ListCard>
      <RecordDrawer
        entity="icd_mapping"
        open={departments === undefined ? undefined : open}
        load={readMapping}
        addTitle={t('Add a mapping')}
        title={(mapping) => t('Mapping of {{code}}', { code: mapping.icd_code })}
        onClose={() => show(undefined)}
      >
        {(record) => <MappingForm record={record} departments={departments ?? []} onDone={() => show(undefined)} onCancel={() => show(undefined)} />}
      </RecordDrawer>
    </ListFrame>
  );
}
