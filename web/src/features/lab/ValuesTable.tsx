import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FlagBadge, isAbnormal } from '@/shared/lab/flags';
import type { Lab } from '@/shared/lab/queries';
import { trendsQuery } from './queries';
import { type Trend, trendOf } from './trend';
import { Sparkline } from './TrendChart';
import { TrendDialog } from './TrendDialog';
import classes from './ValuesTable.module.css';

/** Longer words are broken into lines. */
const long = 16;

interface LineProps {
  value: Lab['values'][number];
  trend: Trend | undefined;
  onTrend: (trend: Trend) => void;
}

function Line({ value, trend, onTrend }: LineProps) {
  const { t } = useTranslation();
  const critical = value.flag === 'LL' || value.flag === 'HH';
  return (
    <tr role="row">
      <td role="cell" className={classes.analyte}>
        {value.analyte}
        {value.reference_range !== '' && <span className={classes.beneath}>{value.reference_range}</span>}
      </td>
      <td role="cell" className={classes.value} data-abnormal={isAbnormal(value.flag) || undefined} data-critical={critical || undefined} data-long={value.value.length > long || undefined}>
        {value.value}
        {value.unit !== '' && <span className={classes.beneath}>{value.unit}</span>}
      </td>
      <td role="cell" className={classes.unit}>{value.unit}</td>
      <td role="cell" className={classes.range} data-long={value.reference_range.length > long || undefined}>{value.reference_range}</td>
      <td role="cell">
        <FlagBadge flag={value.flag} />
      </td>
      <td role="cell">
        {trend !== undefined && trend.points.length > 1 && (
          <UnstyledButton
            className={classes.trend}
            aria-label={t('Trend of {{analyte}}, {{count}} results', { analyte: value.analyte, count: trend.points.length })}
            onClick={() => onTrend(trend)}
          >
            <Sparkline trend={trend} />
          </UnstyledButton>
        )}
      </td>
    </tr>
  );
}

/** What was measured: each value with its range, its flag in words, and its way through the patient's results. */
export function ValuesTable({ lab }: { lab: Lab }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Trend | null>(null);
  const trends = useQuery({ ...trendsQuery(lab.id), enabled: lab.values.some((value) => value.number !== null) }).data;
  return (
    <>
      <table role="table" className={classes.table} aria-label={t('Values')}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">{t('Analyte')}</th>
            <th role="columnheader" scope="col" className={classes.value}>
              {t('Value')}
            </th>
            <th role="columnheader" scope="col" className={classes.unit}>
              {t('Unit')}
            </th>
            <th role="columnheader" scope="col" className={classes.range}>
              {t('Range')}
            </th>
            <th role="columnheader" scope="col">{t('Flag')}</th>
            <th role="columnheader" scope="col">{t('Trend')}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lab.values.map((value, index) => (
            <Line key={index} value={value} trend={value.number === null ? undefined : trendOf(trends, value.analyte, value.unit)} onTrend={setOpen} />
          ))}
        </tbody>
      </table>
      {open !== null && <TrendDialog trend={open} labId={lab.id} onClose={() => setOpen(null)} />}
    </>
  );
}
