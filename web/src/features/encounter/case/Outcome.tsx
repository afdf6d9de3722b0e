import { useTranslation } from 'react-i18next';
import { SectionCard } from '@/components/SectionCard';
import { formatDateTime, formatExact } from '@/lib/time';
import { dispositions } from '../dialogs/outcomes';
import type { Encounter } from '../queries';
import classes from './Section.module.css';

/** How the case ended, as the doctor wrote at discharge. */
export function Outcome({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  if (encounter.status !== 'Discharged' || encounter.discharged_at === null) return null;
  const items: { label: string; value: React.ReactNode; wide?: boolean; short?: boolean }[] = [
    { label: 'Disposition', short: true, value: t(dispositions.find((each) => each.value === encounter.disposition)?.label ?? encounter.disposition) },
    {
      short: true,
      label: 'Discharged',
      value: (
        <time dateTime={encounter.discharged_at} title={formatExact(encounter.discharged_at)}>
          {formatDateTime(encounter.discharged_at)}
        </time>
      ),
    },
  ];
  if (encounter.result !== undefined) {
    const autopsy = encounter.autopsied === true ? t('autopsied') : encounter.autopsied === false ? t('not autopsied') : undefined;
    items.push({ label: 'Result', value: autopsy === undefined ? t(encounter.result) : `${t(encounter.result)}, ${autopsy}`, short: true });
  }
  if (encounter.total_days !== null) items.push({ label: 'Days in hospital', value: encounter.total_days, short: true });
  if (encounter.final_diagnosis !== undefined) items.push({ label: 'Final diagnosis', value: encounter.final_diagnosis, wide: true });
  return (
    <SectionCard title={t('Outcome')}>
      <div className={classes.room}>
        <dl className={classes.list}>
          {items.map((item) => (
            <div key={item.label} className={classes.item} data-wide={item.wide || undefined} data-short={item.short || undefined}>
              <dt className={classes.term}>{t(item.label)}</dt>
              <dd className={classes.text}>{item.value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </SectionCard>
  );
}
