import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/Money';
import { formatPlainDate } from '@/lib/time';
import classes from './Ledger.module.css';
import { readBed } from './ledger';
import type { Charge } from './queries';
import { bedSentence, unitWords } from './words';

/** How a bed charge came about: from when to when, how long, rounded up to how many begun hours, on which days. */
export function BedLine({ charge, asOf }: { charge: Charge; asOf: number }) {
  const { t } = useTranslation();
  const reading = useMemo(() => readBed(charge, asOf), [charge, asOf]);
  if (reading === null) return null;
  return (
    <div className={classes.bed}>
      <p className={classes.bedSentence}>{bedSentence(t, reading, charge.unit_price)}</p>
      <p className="soft">
        {reading.to === null
          ? t('Every begun hour counts in full, at the rate that held when the stay began. It grows until the patient leaves the bed.')
          : t('Every begun hour counts in full, at the rate that held when the stay began.')}
      </p>
      {reading.days.length > 1 && (
        <table className={classes.days} aria-label={t('Hours by day')}>
          <tbody>
            {reading.days.map((day) => (
              <tr key={day.day}>
                <td>{formatPlainDate(day.day)}</td>
                <td className="num">{unitWords(t, day.units, reading.unitSeconds)}</td>
                <td className="num">
                  <Money amount={day.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
