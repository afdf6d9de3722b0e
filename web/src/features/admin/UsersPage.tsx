import { Button, NativeSelect, Tabs } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/DataTable';
import { EmptyState } from '@/components/EmptyState';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { UserPhoto } from '@/shared/account/UserPhoto';
import { departmentsQuery } from '@/shared/lookups';
import classes from './admin.module.css';
import { readUser, type User, usersQuery } from './queries';
import { FindField, ListCard, ListFrame } from './record/ListFrame';
import { DayLink } from './record/DayLink';
import { RecordDrawer } from './record/RecordDrawer';
import listClasses from './record/Record.module.css';
import { RolesTable } from './RolesTable';
import { readOneOf, roles, tidy, type UsersSearch } from './search';
import { SignInSettings } from './SignInSettings';
import { UserAccess } from './UserAccess';
import { UserForm } from './UserForm';

const route = getRouteApi('/reading/admin/users');

export function UsersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const { q, role, active, open, tab } = search;
  const navigate = route.useNavigate();
  const set = (change: Partial<UsersSearch>, replace = true): void => void navigate({ search: tidy({ ...search, ...change }), replace });
  const show = (which: number | 'new' | undefined): void => set({ open: which }, false);
  const found = useInfiniteQuery({
    ...usersQuery(tidy({ q, role, active: active === undefined ? undefined : active === 'yes' ? ('true' as const) : ('false' as const) })),
    placeholderData: keepPreviousData,
  });
  const departments = useQuery(departmentsQuery).data;
  const rows = found.data?.pages.flatMap((page) => page.items);
  const add = can('user:write') ? { label: t('Add user'), run: () => show('new') } : undefined;
  const columns: Column<User>[] = [
    {
      key: 'name',
      header: t('Name'),
      primary: true,
      cell: (user) => (
        <span className={classes.person}>
          <UserPhoto name={user.name} photoId={user.photo_id} />
          <Link to="/admin/users" search={{ ...search, open: user.id }}>
            {user.name}
          </Link>
        </span>
      ),
    },
    { key: 'user_id', header: t('User id'), width: '150px', cell: (user) => user.user_id },
    {
      key: 'roles',
      header: t('Roles'),
      width: '230px',
      cell: (user) => (
        <>
          {user.roles.map((each) => t(each)).join(', ')}
          {user.permissions.length > 0 && <span className="soft"> {t('and {{count}} more rights', { count: user.permissions.length })}</span>}
        </>
      ),
    },
    { key: 'department', header: t('Department'), width: '210px', cell: (user) => departments?.find((each) => each.id === user.department_id)?.name ?? '–' },
    { key: 'specialisation', header: t('Specialisation'), width: '150px', wideOnly: true, cell: (user) => user.specialisation || '–' },
    {
      key: 'active',
      header: t('State'),
      width: '120px',
      cell: (user) => (user.active ? <span className="soft">{t('May sign in')}</span> : <StatusBadge tone="grey" shape="cross" label={t('Inactive')} />),
    },
  ];
  const filtered = q !== undefined || role !== undefined || active !== undefined;
  return (
    <ListFrame title={t('Users')} add={add}>
      <Tabs value={tab ?? 'users'} onChange={(which) => set({ tab: readOneOf(['roles', 'sign-in'], which) })} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="users">{t('People')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('What each role may do')}</Tabs.Tab>
          {can('sign-in-settings:write') && <Tabs.Tab value="sign-in">{t('Signing in')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="users">
          <div className={listClasses.filters} role="search" aria-label={t('Users')}>
            <FindField label={t('Name or user id')} value={q} onChange={(text) => set({ q: text })} />
            <NativeSelect
              aria-label={t('Role')}
              data={[{ value: '', label: t('Every role') }, ...roles.map((each) => ({ value: each, label: t(each) }))]}
              value={role ?? ''}
              onChange={(event) => set({ role: readOneOf(roles, event.currentTarget.value) })}
            />
            <NativeSelect
              aria-label={t('State')}
              data={[
                { value: '', label: t('Active and inactive') },
                { value: 'yes', label: t('Active') },
                { value: 'no', label: t('Inactive') },
              ]}
              value={active ?? ''}
              onChange={(event) => set({ active: readOneOf(['yes', 'no'], event.currentTarget.value) })}
            />
          </div>
          <ListCard>
            <DataTable
              label={t('Users')}
              columns={columns}
              rows={rows}
              rowKey={(user) => user.id}
              error={found.error}
              onRetry={found.refetch}
              onOpen={(user) => show(user.id)}
              selectedKey={typeof open === 'number' ? open : null}
              more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: found.fetchNextPage }}
              skeletonRows={12}
              empty={
                <EmptyState
                  title={filtered ? t('No user is like this') : t('No users yet')}
                  action={
                    <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                      {t('Show all')}
                    </Button>
                  }
                >
                  {t('Users are found by the beginning of their names, or by their user id.')}
                </EmptyState>
              }
            />
          </ListCard>
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <RolesTable />
        </Tabs.Panel>
        {can('sign-in-settings:write') && (
          <Tabs.Panel value="sign-in">
            <SignInSettings />
          </Tabs.Panel>
        )}
      </Tabs>
      <RecordDrawer
        entity="user"
        open={departments === undefined ? undefined : open}
        load={readUser}
        addTitle={t('Add a user')}
        title={(user) => user.name}
        links={(user) => <DayLink userId={user.id} />}
        onClose={() => show(undefined)}
      >
        {(record) => (
          <>
            {record !== null && <UserAccess user={record} />}
            <UserForm record={record} departments={departments ?? []} onDone={() => show(undefined)} onCancel={() => show(undefined)} />
          </>
        )}
      </RecordDrawer>
    </ListFrame>
  );
}
