import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { WardSearch } from './board';
import { boardQuery } from './queries';
import { WallBoard } from './WallBoard';
import { WardBoard } from './WardBoard';

const route = getRouteApi('/wide/ward');

export function WardPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const board = useQuery(boardQuery);
  const set = (change: Partial<WardSearch>): void => {
    void navigate({ to: '/ward', search: { ...search, ...change }, replace: true });
  };
  if (search.mode === 'board' && board.data !== undefined) {
    return <WallBoard rooms={board.data.rooms} asOf={board.dataUpdatedAt} initials={search.initials === true} onChange={set} />;
  }
  return <WardBoard rooms={board.data?.rooms} error={board.error} onRetry={board.refetch} filter={search} onFilter={set} />;
}
