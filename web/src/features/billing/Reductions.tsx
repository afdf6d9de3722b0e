import { ActionIcon, Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { formatMoney, parseMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { formatDateTime } from '@/lib/time';
import { patientQuery } from '@/shared/patientQueries';
import { detailOf, type Kind, kindWords, mayWithdraw, type Reduction, reductionsOf, unclaimed, withdrawnOf } from './entitlements';
import { Explained } from './Explained';
import type { Bill, Entitlement } from './queries';
import classes from './Reductions.module.css';

interface ReductionsProps {
  bill: Bill;
  /** Opens the dialog that claims one. */
  onClaim: (kind: Kind) => void;
  onWithdraw: (entitlement: Entitlement) => void;
}

/** What comes off the charges, in the order of the law, each with what it rests on, and what is then due. */
export function Reductions({ bill, onClaim, onWithdraw }: ReductionsProps) {
  const { t } = useTranslation();
  const reductions = reductionsOf(bill);
  const withdrawn = withdrawnOf(bill);
  return (
    <>
      {reductions.length === 0 && <p className={classes.none}>{t('Nothing comes off the charges.')}</p>}
      {reductions.length > 0 && (
        <ul className={classes.list} aria-label={t('Discounts and coverage')}>
          {reductions.map((reduction) => (
            <Row key={reduction.entitlement?.id ?? 0} bill={bill} reduction={reduction} onWithdraw={onWithdraw} />
          ))}
        </ul>
      )}
      <Suggestions bill={bill} onClaim={onClaim} />
      {withdrawn.length > 0 && (
        <ul className={classes.list} aria-label={t('Withdrawn')}>
          {withdrawn.map((entitlement) => (
            <Withdrawn key={entitlement.id} entitlement={entitlement} />
          ))}
        </ul>
      )}
      <div className={classes.due}>
        <span>{t('Total due')}</span>
        <Explained of="total_due" what={t('Total due')}>
          <Money amount={bill.total_due} strong />
        </Explained>
      </div>
    </>
  );
}

function Row({ bill, reduction: { key, amount, entitlement }, onWithdraw }: { bill: Bill; reduction: Reduction; onWithdraw: ReductionsProps['onWithdraw'] }) {
  const { t } = useTranslation();
  const can = useCan();
  const name = entitlement === null ? t('VAT exemption') : kindWords(t, entitlement.kind);
  return (
    <li className={classes.row}>
      <span className={classes.name}>{name}</span>
      <span className={classes.detail}>
        {entitlement === null ? t('VAT of the VATable charges, which a senior citizen or PWD does not pay') : detailOf(t, entitlement)}
        {entitlement !== null && <span className={classes.by}>{`${entitlement.added_by_name}, ${formatDateTime(entitlement.added_at)}`}</span>}
      </span>
      <span className={classes.amount}>
        {amount === null ? (
          <span className="soft">{t('the senior’s counts')}</span>
        ) : (
          <Explained of={key} what={name}>
            {formatMoney(-(parseMoney(amount) ?? 0))}
          </Explained>
        )}
      </span>
      <span className={classes.act}>
        {entitlement !== null && mayWithdraw(bill, entitlement, can) && (
          <ActionIcon size="sm" aria-label={t('Withdraw {{what}}', { what: name })} title={t('Withdraw')} onClick={() => onWithdraw(entitlement)}>
            <IconArrowBackUp size={16} stroke={1.7} />
          </ActionIcon>
        )}
      </span>
    </li>
  );
}

function Withdrawn({ entitlement }: { entitlement: Entitlement }) {
  const { t } = useTranslation();
  const end = entitlement.withdrawn;
  if (end === null) return null;
  return (
    <li className={classes.row} data-struck>
      <span className={classes.name}>{kindWords(t, entitlement.kind)}</span>
      <span className={classes.detail}>
        {t('Withdrawn: {{reason}}', { reason: end.reason })}
        <span className={classes.by}>{`${end.by_name}, ${formatDateTime(end.at)}`}</span>
      </span>
    </li>
  );
}

/** What the patient's record speaks of and nobody entered yet: money is easily left on the table at a busy window. */
function Suggestions({ bill, onClaim }: Pick<ReductionsProps, 'bill' | 'onClaim'>) {
  const { t } = useTranslation();
  const can = useCan();
  const patient = useQuery({ ...patientQuery(bill.patient.id), enabled: can('patient:read') }).data;
  const missing = patient === undefined ? [] : unclaimed(bill, patient, can);
  if (missing.length === 0) return null;
  return (
    <div className={classes.missing}>
      <span>{t('On the patient’s record, not on this bill yet:')}</span>
      {missing.map((kind) => (
        <Button key={kind} variant="default" size="compact-sm" onClick={() => onClaim(kind)}>
          {kindWords(t, kind)}
        </Button>
      ))}
    </div>
  );
}
