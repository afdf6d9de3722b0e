import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { formatMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import classes from './admin.module.css';
import { pricesQuery } from './queries';

/** What a service has cost, since when, and who set it. */
export function Prices({ serviceId }: { serviceId: number }) {
  const { t } = useTranslation();
  const found = useQuery(pricesQuery(serviceId));
  const prices = found.data;
  return (
    <section className={classes.prices} aria-labelledby="prices">
      <h3 id="prices">{t('Price history')}</h3>
      {prices === undefined && (found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={48} />)}
      {prices?.length === 0 && <p className="soft">{t('No price was kept yet.')}</p>}
      {prices !== undefined && prices.length > 0 && (
        <ol aria-label={t('Price history')}>
          {prices.map((each, index) => (
            // Prices are only ever added, at the front.
            <li key={prices.length - index}>
              <strong>{formatMoney(each.price)}</strong>
              <span className="soft">
                {each.from === null ? t('from before a history was kept') : t('since {{time}}', { time: formatDateTime(each.from) })}
                {each.changed_by_name !== '' && `, ${each.changed_by_name}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
