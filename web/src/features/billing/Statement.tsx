import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useHospital } from '@/lib/hospital';
import { formatMoney, parseMoney } from '@/lib/money';
import { useMe } from '@/lib/permissions';
import { formatDateTime } from '@/lib/time';
import { PrintSheet } from '@/shared/PrintSheet';
import { ageAndSex } from '@/shared/patientWords';
import { groupCharges, isSome, pairPayments, readBed, receiptNumber } from './ledger';
import classes from './Paper.module.css';
import type { Bill } from './queries';
import { bedSentence } from './words';

/** The statement of account: what the bill's page puts on paper. Reversed and voided entries are left out, their sums too. */
export function Statement({ bill, asOf }: { bill: Bill; asOf: number }) {
  const { t } = useTranslation();
  const hospital = useHospital();
  const me = useMe();
  if (hospital === undefined) return null;
  const known = ageAndSex(t, bill.patient);
  const groups = groupCharges(bill.charges)
    .map((group) => ({ ...group, lines: group.lines.filter((line) => line.reversal === null) }))
    .filter((group) => group.lines.length > 0);
  const paid = pairPayments(bill.payments).filter((line) => line.voided === null);
  const credit = (parseMoney(bill.balance) ?? 0) < 0;

  return (
    <PrintSheet>
      <div className={classes.statement}>
        <header className={classes.letterhead}>
          <strong className={classes.hospital}>{hospital.name}</strong>
          {hospital.address !== '' && <span>{hospital.address}</span>}
          {hospital.phone !== '' && <span>{hospital.phone}</span>}
        </header>
        <h1 className={classes.title}>{t('Statement of account')}</h1>
        <p className={classes.state}>
          {bill.finalized_at === null
            ? t('Not final: as it stood on {{time}}', { time: formatDateTime(asOf) })
            : t('Final bill, issued {{time}}', { time: formatDateTime(bill.finalized_at) })}
        </p>
        <dl className={classes.about}>
          <div>
            <dt>{t('Patient')}</dt>
            <dd>
              {bill.patient.name}
              {known !== '' && `, ${known}`}
            </dd>
          </div>
          <div>
            <dt>{t('Patient code')}</dt>
            <dd>{bill.patient.code}</dd>
          </div>
          <div>
            <dt>{t('Case')}</dt>
            <dd>{bill.case_number}</dd>
          </div>
          <div>
            <dt>{t('Bill')}</dt>
            <dd>{bill.code}</dd>
          </div>
          <div>
            <dt>{t('Opened')}</dt>
            <dd>{formatDateTime(bill.created_at)}</dd>
          </div>
          <div>
            <dt>{t('Discharged')}</dt>
            <dd>{bill.care_ended_at === null ? t('still in care') : formatDateTime(bill.care_ended_at)}</dd>
          </div>
        </dl>
        <table className={classes.lines}>
          <thead>
            <tr>
              <th>{t('Charge')}</th>
              <th>{t('Quantity')}</th>
              <th>{t('Price')}</th>
              <th>{t('Amount')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Fragment key={group.category}>
                <tr className={classes.category}>
                  <th colSpan={3}>{t(group.category)}</th>
                  <td>{formatMoney(group.subtotal)}</td>
                </tr>
                {group.lines.map(({ charge }) => {
                  const reading = readBed(charge, asOf);
                  return (
                    <tr key={charge.id}>
                      <td>
                        {charge.description}
                        {reading !== null && <div className={classes.small}>{bedSentence(t, reading, charge.unit_price)}</div>}
                      </td>
                      <td>{charge.quantity}</td>
                      <td>{formatMoney(charge.unit_price)}</td>
                      <td>{formatMoney(charge.amount)}</td>
                    </tr>
                  );
                })}
              </Fragment>
            ))}
          </tbody>
        </table>
        <dl className={classes.totals}>
          <dt>{t('Total charges')}</dt>
          <dd>{formatMoney(bill.total_charges)}</dd>
          {isSome(bill.total_discounts) && (
            <>
              <dt>{t('Less discounts')}</dt>
              <dd>{formatMoney(bill.total_discounts)}</dd>
            </>
          )}
          {isSome(bill.total_coverage) && (
            <>
              <dt>{t('Less coverage')}</dt>
              <dd>{formatMoney(bill.total_coverage)}</dd>
            </>
          )}
          <dt className={classes.total}>{t('Total due')}</dt>
          <dd className={classes.total}>{formatMoney(bill.total_due)}</dd>
          {paid.map(({ payment }) => (
            <Fragment key={payment.id}>
              <dt>{t('Paid, receipt {{number}}, {{time}}', { number: receiptNumber(payment), time: formatDateTime(payment.taken_at) })}</dt>
              <dd>{formatMoney(payment.amount)}</dd>
            </Fragment>
          ))}
          <dt className={classes.total}>{credit ? t('To be refunded') : t('Balance')}</dt>
          <dd className={classes.total}>{formatMoney(credit ? -(parseMoney(bill.balance) ?? 0) : bill.balance)}</dd>
        </dl>
        <div className={classes.signatures}>
          <div>
            <span className={classes.signer}>{me?.name ?? ''}</span>
            <span>{t('Prepared by')}</span>
          </div>
          <div>
            <span className={classes.signer} />
            <span>{t('Patient or representative, signature over printed name')}</span>
          </div>
        </div>
        <p className={classes.small}>{t('Printed {{time}}', { time: formatDateTime(asOf) })}</p>
      </div>
    </PrintSheet>
  );
}
