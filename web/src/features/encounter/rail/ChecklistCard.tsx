import { Skeleton } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { PartError } from '@/shared/BreakGlass';
import { type CheckItem, checklistQuery, type Encounter } from '../queries';
import classes from './Checklist.module.css';

/** Items that are closed on the page of the bill. */
const onTheBill: readonly CheckItem['key'][] = ['final_bill', 'settlement', 'refund'];

function Item({ item, billId }: { item: CheckItem; billId: number | null }) {
  const { t } = useTranslation();
  const can = useCan();
  const Mark = item.done ? IconCircleCheck : item.needed ? IconCircle : IconCircleDashed;
  return (
    <li className={classes.item} data-done={item.done || undefined}>
      <Mark size={18} stroke={1.8} className={classes.mark} aria-hidden="true" />
      <div className={classes.words}>
        <span className={classes.title}>
          {t(item.title)}
          <span className={classes.hidden}>, {item.done ? t('done') : t('to be done')}</span>
        </span>
        {!item.done && (
          <>
            <span className={classes.detail}>{item.detail}</span>
            <span className={classes.who}>
              {item.needed ? item.who : t('{{who}}; can follow later', { who: item.who })}
              {billId !== null && can('bill:read') && onTheBill.includes(item.key) && (
                <Link to="/bills/$billId" params={{ billId: String(billId) }}>
                  {t('Open the bill')}
                </Link>
              )}
            </span>
          </>
        )}
      </div>
    </li>
  );
}

/** What is left to do before the patient leaves, and who does it. It informs; it holds nobody. */
export function ChecklistCard({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  const found = useQuery(checklistQuery(encounter.id));
  const list = found.data;
  return (
    <SectionCard
      title={t('Before the patient leaves')}
      actions={
        list === undefined ? undefined : list.may_leave ? (
          <StatusBadge tone="green" shape="check" label={t('May leave')} />
        ) : (
          <StatusBadge tone="amber" shape="half" label={t('{{count}} to do', { count: list.items.filter((item) => item.needed && !item.done).length })} />
        )
      }
    >
      {list === undefined ? (
        found.isError ? (
          <PartError error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Skeleton height={150} />
        )
      ) : (
        <ul className={classes.list}>
          {list.items.map((item) => (
            <Item key={item.key} item={item} billId={list.bill_id} />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}
