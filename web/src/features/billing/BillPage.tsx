import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ErrorState } from '@/components/ErrorState';
import { BillSkeleton, BillView } from './BillView';
import { billQuery } from './queries';

const route = getRouteApi('/wide/bills/$billId');

export function BillPage() {
  const { billId } = route.useParams();
  const { pay } = route.useSearch();
  const bill = useQuery(billQuery(Number(billId)));
  if (bill.data === undefined) return bill.isError ? <ErrorState error={bill.error} onRetry={bill.refetch} /> : <BillSkeleton />;
  return <BillView bill={bill.data} asOf={bill.dataUpdatedAt} paying={pay === true} />;
}
