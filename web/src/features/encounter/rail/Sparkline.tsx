import classes from './Vitals.module.css';

const width = 52;
const height = 16;
const edge = 3;
const most = 12;

/** The way of a value over its last readings: a line that ends in a dot. It repeats numbers that stand elsewhere. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const shown = values.slice(-most);
  if (shown.length < 2) return null;
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const points = shown.map((value, index) => ({
    x: edge + (index * (width - 2 * edge)) / (shown.length - 1),
    y: high === low ? height / 2 : height - edge - ((value - low) * (height - 2 * edge)) / (high - low),
  }));
  const last = points[points.length - 1];
  return (
    <svg className={classes.spark} viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" focusable="false">
      <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
      {last !== undefined && <circle cx={last.x} cy={last.y} r="2.4" fill="currentColor" />}
    </svg>
  );
}
