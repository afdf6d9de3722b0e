import { useSyncExternalStore } from 'react';

/** A hospital keeps one clock, whatever the computer at the counter believes. */
const timeZone = 'Asia/Manila';

const dateFormat = new Intl.DateTimeFormat('en-PH', { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
const timeFormat = new Intl.DateTimeFormat('en-PH', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exactFormat = new Intl.DateTimeFormat('en-PH', {
  timeZone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
const plainDateFormat = new Intl.DateTimeFormat('en-PH', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** "15 Jun 2025" from a moment. */
export function formatDate(moment: string | number): string {
  return dateFormat.format(new Date(moment));
}

/** "15 Jun 2025" from a calendar date YYYY-MM-DD, which has no time zone to be shifted by. */
export function formatPlainDate(date: string): string {
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? date : plainDateFormat.format(parsed);
}

/** "14:05" */
export function formatTime(moment: string | number): string {
  return timeFormat.format(new Date(moment));
}

/** "15 Jun 2025, 14:05" */
export function formatDateTime(moment: string | number): string {
  return `${formatDate(moment)}, ${formatTime(moment)}`;
}

/** With weekday and seconds, for the hover. */
export function formatExact(moment: string | number): string {
  return `${exactFormat.format(new Date(moment))} (Manila)`;
}

/** The hospital's day of a moment, YYYY-MM-DD. */
export function dayOf(moment: number): string {
  return dayFormat.format(new Date(moment));
}

const manilaOffset = '+08:00';
const oneDay = 24 * 60 * 60_000;

/** The moment at which the hospital's day YYYY-MM-DD begins, so many days later; null when it is no date. */
export function dayStart(date: string, later = 0): string | null {
  const begins = new Date(`${date}T00:00:00${manilaOffset}`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(begins.getTime())) return null;
  return new Date(begins.getTime() + later * oneDay).toISOString();
}

/** Whole years at `now` of someone born on the date YYYY-MM-DD; null when the date is no date or lies ahead. */
export function ageInYears(born: string, now: number = Date.now()): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(born);
  if (match === null) return null;
  const today = dayOf(now);
  const years = Number(today.slice(0, 4)) - Number(match[1]);
  const age = today.slice(5) < born.slice(5) ? years - 1 : years;
  return age < 0 ? null : age;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its largest two useful units: "45 s", "12 min", "3 h 05 min", "4 d 2 h". */
export function formatDuration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < minute) return `${Math.floor(length / 1000)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) {
    const minutes = Math.floor((length % hour) / minute);
    return `${Math.floor(length / hour)} h${minutes === 0 ? '' : ` ${String(minutes).padStart(2, '0')} min`}`;
  }
  const hours = Math.floor((length % day) / hour);
  return `${Math.floor(length / day)} d${hours === 0 ? '' : ` ${hours} h`}`;
}

/** One ticker for the whole page: a hundred relative times re-render together, not each on its own timer. */
const tickMilliseconds = 15_000;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of [...listeners]) each();
    }, tickMilliseconds);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present moment in milliseconds, renewed every quarter of a minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
