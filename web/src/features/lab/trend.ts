import type { components } from '@/api/schema';
import { type Band, readBand } from './range';

export type Trend = components['schemas']['Trend'];
export type Point = components['schemas']['Point'];

export interface Size {
  width: number;
  height: number;
  /** Room around the drawing. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Drawing {
  points: { x: number; y: number; point: Point }[];
  /** The reference range of the newest value, cut to the drawing; null when it is no numbers. */
  band: { top: number; bottom: number } | null;
  /** Values at the lower and upper end of the drawing. */
  low: number;
  high: number;
}

/** Trends are found by what was measured and its unit, however it was written. */
export function trendOf(trends: readonly Trend[] | undefined, analyte: string, unit: string): Trend | undefined {
  const key = (text: string): string => text.trim().toLowerCase();
  return trends?.find((trend) => key(trend.analyte) === key(analyte) && key(trend.unit) === key(unit));
}

function ends(points: readonly Point[], band: Band | null): [number, number] {
  const all = [...points.map((point) => point.number), ...[band?.low, band?.high].filter((each) => each !== null && each !== undefined)];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = high === low ? Math.max(1, Math.abs(high) * 0.1) : (high - low) * 0.1;
  return [low - room, high + room];
}

/** Where everything stands in a chart: time runs evenly to the right, values upward. */
export function draw(points: readonly Point[], size: Size): Drawing {
  const newest = points.at(-1);
  const band = newest === undefined ? null : readBand(newest.reference_range);
  const [low, high] = points.length === 0 ? [0, 1] : ends(points, band);
  const times = points.map((point) => Date.parse(point.dated_at));
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  const yOf = (value: number): number => size.top + ((high - value) / (high - low)) * inner.height;
  const xOf = (time: number): number => size.left + (span === 0 ? inner.width / 2 : ((time - first) / span) * inner.width);
  return {
    points: points.map((point, index) => ({ x: xOf(times[index] ?? first), y: yOf(point.number), point })),
    band: band === null ? null : { top: yOf(band.high ?? high), bottom: yOf(band.low ?? low) },
    low,
    high,
  };
}

/** A number with as many decimals as tell it from its neighbours in the chart. */
export function tick(value: number, low: number, high: number): string {
  const span = high - low;
  const decimals = span >= 20 ? 0 : span >= 2 ? 1 : span >= 0.2 ? 2 : 3;
  return value.toFixed(decimals);
}
