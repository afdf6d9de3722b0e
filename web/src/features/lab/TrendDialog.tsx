import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataTable } from '@/components/DataTable';
import { formatDateTime, formatExact } from '@/lib/time';
import { FlagBadge } from '@/shared/lab/flags';
import { readBand } from './range';
import type { Trend } from './trend';
import { TrendChart } from './TrendChart';
import classes from './TrendChart.module.css';

interface TrendDialogProps {
  trend: Trend;
  labId: number;
  onClose: () => void;
}

/** One analyte through the patient's results, drawn and as a table, newest first. */
export function TrendDialog({ trend, labId, onClose }: TrendDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  const range = trend.points.at(-1)?.reference_range ?? '';
  const title = trend.unit === '' ? trend.analyte : t('{{analyte}}, in {{unit}}', { analyte: trend.analyte, unit: trend.unit });
  return (
    <Modal opened onClose={onClose} title={title} size="xl" fullScreen={narrow} closeButtonProps={{ 'aria-label': t('Close') }}>
      <TrendChart trend={trend} labId={labId} />
      {readBand(range) !== null && <p className={classes.legend}>{t('The band is the reference range {{range}}.', { range })}</p>}
      <div className={classes.table}>
        <DataTable
          label={t('Values over time')}
          rows={trend.points.toReversed()}
          rowKey={(point) => `${point.lab_id} ${point.value}`}
          selectedKey={trend.points.filter((point) => point.lab_id === labId).map((point) => `${point.lab_id} ${point.value}`)[0] ?? null}
          empty={null}
          columns={[
            {
              key: 'at',
              header: t('Date'),
              cell: (point) => (
                <time dateTime={point.dated_at} title={formatExact(point.dated_at)}>
                  {formatDateTime(point.dated_at)}
                </time>
              ),
            },
            { key: 'value', header: t('Value'), align: 'right', primary: true, cell: (point) => point.value },
            { key: 'range', header: t('Range'), cell: (point) => <span className="soft">{point.reference_range}</span> },
            { key: 'flag', header: t('Flag'), cell: (point) => <FlagBadge flag={point.flag} /> },
            {
              key: 'lab',
              header: t('Result'),
              cell: (point) =>
                point.lab_id === labId ? (
                  <span className="code">{t('{{code}}, this one', { code: point.lab_code })}</span>
                ) : (
                  <Link to="/labs/$labId" params={{ labId: String(point.lab_id) }} onClick={onClose}>
                    {point.lab_code}
                  </Link>
                ),
            },
          ]}
        />
      </div>
    </Modal>
  );
}
