import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { formatMoney } from '@/lib/money';
import classes from './Effect.module.css';
import { kindWords } from './entitlements';
import { isSome } from './ledger';
import type { Bill, Entitlement } from './queries';

interface EffectProps {
  entitlement: Entitlement;
  before: Bill;
  after: Bill;
}

/** What an entry did to the bill, from before to after, as the server reckons it. */
export function Effect({ entitlement, before, after }: EffectProps) {
  const { t } = useTranslation();
  const name = kindWords(t, entitlement.kind);
  const rows = [
    { name: t('Total due'), from: before.total_due, to: after.total_due },
    { name: t('Balance'), from: before.balance, to: after.balance },
  ];
  return (
    <>
      <Notice
        alert
        tone={isSome(entitlement.applied) ? 'green' : 'amber'}
        title={
          isSome(entitlement.applied)
            ? t('{{name}} entered: takes off {{amount}}', { name, amount: formatMoney(entitlement.applied) })
            : t('{{name}} entered, but it takes nothing off now', { name })
        }
      >
        {isSome(entitlement.applied) ? undefined : t('Nothing is left to pay for it, or another discount counts in its place.')}
      </Notice>
      <table className={classes.effect} aria-label={t('Before and after')}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('Before')}</th>
            <th scope="col">{t('Now')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{formatMoney(row.from)}</td>
              <td className={classes.now}>{formatMoney(row.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
