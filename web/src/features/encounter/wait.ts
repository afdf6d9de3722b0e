const minute = 60_000;
const longMinutes = 30;
const tooLongMinutes = 60;

export type WaitTone = 'calm' | 'amber' | 'red';

/** Over half an hour is long, over an hour too long. */
export function waitTone(milliseconds: number): WaitTone {
  if (milliseconds > tooLongMinutes * minute) return 'red';
  return milliseconds > longMinutes * minute ? 'amber' : 'calm';
}

/** How full the bar is: an hour fills it. */
export function waitShare(milliseconds: number): number {
  return Math.min(1, Math.max(0, milliseconds / (tooLongMinutes * minute)));
}
