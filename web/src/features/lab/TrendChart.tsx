import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { formatDate } from '@/lib/time';
import { flagLooks, isAbnormal } from '@/shared/lab/flags';
import { draw, type Drawing, type Point, type Size, tick, type Trend } from './trend';
import classes from './TrendChart.module.css';

const sparkSize: Size = { width: 64, height: 20, left: 3, right: 4, top: 2, bottom: 2 };
const sparkMost = 12;
const wideSize: Size = { width: 640, height: 260, left: 52, right: 28, top: 20, bottom: 28 };
const narrowSize: Size = { width: 360, height: 240, left: 44, right: 20, top: 20, bottom: 28 };
/** More points than this would cover one another's numbers. */
const mostNumbers = 12;

function Band({ band, size, edges = false }: { band: Drawing['band']; size: Size; edges?: boolean }) {
  if (band === null) return null;
  const [x1, x2] = [size.left, size.width - size.right];
  return (
    <>
      <rect className={classes.band} x={x1} y={band.top} width={x2 - x1} height={Math.max(0, band.bottom - band.top)} />
      {edges && [band.top, band.bottom].filter((y) => y > size.top && y < size.height - size.bottom).map((y) => <line key={y} className={classes.edge} x1={x1} x2={x2} y1={y} y2={y} />)}
    </>
  );
}

function lineOf(points: Drawing['points']): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}

function toneOf(point: Point): string | undefined {
  return point.flag !== '' && isAbnormal(point.flag) ? flagLooks[point.flag].tone : undefined;
}

/** The way of a value, small: it repeats numbers that stand in the dialog behind it. */
export function Sparkline({ trend }: { trend: Trend }) {
  const { points, band } = draw(trend.points.slice(-sparkMost), sparkSize);
  const last = points.at(-1);
  return (
    <svg className={classes.spark} viewBox={`0 0 ${sparkSize.width} ${sparkSize.height}`} width={sparkSize.width} height={sparkSize.height} aria-hidden="true" focusable="false">
      <Band band={band} size={sparkSize} />
      <polyline className={classes.line} points={lineOf(points)} />
      {last !== undefined && <circle cx={last.x} cy={last.y} r="2.4" fill="currentColor" />}
    </svg>
  );
}

interface TrendChartProps {
  trend: Trend;
  /** The result whose page this is; its point is ringed. */
  labId: number;
}

/** The way of a value through a patient's results, with the reference range as a band. The table beside it says the same. */
export function TrendChart({ trend, labId }: TrendChartProps) {
  const { t } = useTranslation();
  const chartSize = useMediaQuery('(max-width: 48em)') ? narrowSize : wideSize;
  const { points, band, low, high } = draw(trend.points, chartSize);
  const first = points[0];
  const last = points.at(-1);
  const base = chartSize.height - chartSize.bottom;
  const numbers = points.length <= mostNumbers;
  const said = t('{{analyte}}: {{count}} values from {{from}} to {{to}}, the last {{value}} {{unit}}', {
    analyte: trend.analyte,
    count: points.length,
    from: formatDate(first?.point.dated_at ?? 0),
    to: formatDate(last?.point.dated_at ?? 0),
    value: last?.point.value ?? '',
    unit: trend.unit,
  });
  return (
    <svg className={classes.chart} viewBox={`0 0 ${chartSize.width} ${chartSize.height}`} role="img" aria-label={said}>
      <Band band={band} size={chartSize} edges />
      <line className={classes.axis} x1={chartSize.left} x2={chartSize.left} y1={chartSize.top} y2={base} />
      <line className={classes.axis} x1={chartSize.left} x2={chartSize.width - chartSize.right} y1={base} y2={base} />
      {[high, (low + high) / 2, low].map((value, index) => (
        <text key={index} className={classes.words} x={chartSize.left - 6} y={chartSize.top + (index * (base - chartSize.top)) / 2 + 4} textAnchor="end">
          {tick(value, low, high)}
        </text>
      ))}
      {[first, last].map((each, index) =>
        each === undefined ? null : (
          <text key={index} className={classes.words} x={each.x} y={chartSize.height - 8} textAnchor={index === 0 ? 'start' : 'end'}>
            {formatDate(each.point.dated_at)}
          </text>
        ),
      )}
      <polyline className={classes.line} points={lineOf(points)} />
      {points.map(({ x, y, point }, index) => (
        <g key={index}>
          {point.lab_id === labId && <circle className={classes.ring} cx={x} cy={y} r="8" />}
          <circle className={classes.dot} data-flag={toneOf(point)} cx={x} cy={y} r="4">
            <title>{`${formatDate(point.dated_at)}: ${point.value} ${trend.unit}`}</title>
          </circle>
          {numbers && (
            <text className={classes.value} x={x} y={y < chartSize.top + 14 ? y + 20 : y - 10} textAnchor={index === 0 ? 'start' : 'middle'}>
              {point.value}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
