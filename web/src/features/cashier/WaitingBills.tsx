import { Skeleton } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Money } from '@/components/Money';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import classes from './CashierPage.module.css';
import { type BillSummary, waitingBillsQuery } from './queries';

interface WaitingBillsProps {
  waitsFor: 'payment' | 'final_bill';
  title: string;
  /** Said when none waits. */
  calm: string;
}

function Row({ bill }: { bill: BillSummary }) {
  const { t } = useTranslation();
  const since = bill.finalized_at ?? bill.care_ended_at;
  return (
    <li>
      <Link to="/bills/$billId" params={{ billId: String(bill.id) }} className={classes.row}>
        <span className={classes.who}>
          <strong>{bill.patient.name}</strong>
          <span className="soft">
            {bill.case_number}
            {since !== null && (
              <>
                {', '}
                {bill.finalized_at === null ? t('discharged') : t('final')} <RelativeTime at={since} />
              </>
            )}
          </span>
        </span>
        <Money amount={bill.balance} strong />
      </Link>
    </li>
  );
}

/** Bills on which a teller has the next act. */
export function WaitingBills({ waitsFor, title, calm }: WaitingBillsProps) {
  const { t } = useTranslation();
  const found = useQuery(waitingBillsQuery(waitsFor));
  const bills = found.data?.items;
  return (
    <SectionCard title={title} note={t('latest first')} flush>
      {bills === undefined ? (
        found.isError ? (
          <ErrorState error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <div className={classes.bones} aria-busy="true">
            {[0, 1, 2, 3].map((index) => (
              <Skeleton key={index} height={36} />
            ))}
          </div>
        )
      ) : bills.length === 0 ? (
        <EmptyState title={calm} icon={<IconMoodSmile size={28} stroke={1.5} />} />
      ) : (
        <>
          <ul className={classes.list} aria-label={title}>
            {bills.map((bill) => (
              <Row key={bill.id} bill={bill} />
            ))}
          </ul>
          {found.data?.next !== null && (
            <Link to="/bills" search={{ open: true }} className={classes.more}>
              {t('All open bills')}
            </Link>
          )}
        </>
      )}
    </SectionCard>
  );
}
