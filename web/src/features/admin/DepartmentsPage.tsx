import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { Notice } from '@/components/Notice';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { departmentsQuery } from '@/shared/lookups';
import classes from './admin.module.css';
import { DepartmentForm } from './DepartmentForm';
import { type Department, readDepartment } from './queries';
import { ListCard, ListFrame } from './record/ListFrame';
import { RecordDrawer } from './record/RecordDrawer';

const route = getRouteApi('/reading/admin/departments');

export function DepartmentsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery(departmentsQuery);
  const show = (which: number | 'new' | undefined): void => void navigate({ search: which === undefined ? {} : { open: which } });
  const columns: Column<Department>[] = [
    {
      key: 'name',
      header: t('Name'),
      primary: true,
      width: '34%',
      cell: (department) => (
        <Link to="/admin/departments" search={{ open: department.id }}>
          {department.name}
        </Link>
      ),
    },
    { key: 'description', header: t('Description'), cell: (department) => <span className="soft">{department.description || '–'}</span> },
    {
      key: 'default',
      header: t('Unmapped codes'),
      width: '140px',
      cell: (department) => (department.is_default ? <StatusBadge tone="blue" shape="diamond" label={t('Default')} /> : <span className="soft">–</span>),
    },
  ];
  const add = can('department:write') ? { label: t('Add department'), run: () => show('new') } : undefined;
  return (
    <ListFrame
      title={t('Departments')}
      aside={found.data !== undefined && <span className="soft">{found.data.length}</span>}
      words={t('Physicians belong to a department; a case goes to the one its ICD-10 code is mapped to.')}
      add={add}
    >
      {found.data?.every((department) => !department.is_default) === true && found.data.length > 0 && (
        <div className={classes.above}>
          <Notice tone="amber" title={t('No department is the default')}>
            {t('Cases whose ICD-10 code is not mapped have no department now. Open the department that should take them and mark it.')}
          </Notice>
        </div>
      )}
      <ListCard>
        <DataTable
          label={t('Departments')}
          columns={columns}
          rows={found.data}
          rowKey={(department) => department.id}
          error={found.error}
          onRetry={found.refetch}
          onOpen={(department) => show(department.id)}
          selectedKey={typeof open === 'number' ? open : null}
          empty={
            <EmptyState title={t('No departments yet')} action={add !== undefined && <Button onClick={add.run}>{t('Add the first')}</Button>}>
              {t('Start with the one that takes every case not mapped elsewhere, such as Internal Medicine.')}
            </EmptyState>
          }
        />
      </ListCard>
      <RecordDrawer
        entity="department"
        open={open}
        load={readDepartment}
        addTitle={t('Add a department')}
        title={(department) => department.name}
        onClose={() => show(undefined)}
      >
        {(record) => <DepartmentForm record={record} onDone={() => show(undefined)} onCancel={() => show(undefined)} />}
      </RecordDrawer>
    </ListFrame>
  );
}
