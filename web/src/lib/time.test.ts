import { describe, expect, it } from 'vitest';
import { ageInYears, dayOf, dayStart, formatDuration, formatPlainDate, formatTime } from './time';

describe('time', () => {
  it('shows moments in Manila', () => {
    expect(formatTime('2025-06-15T16:30:00.000Z')).toBe('00:30');
    expect(dayOf(Date.parse('2025-06-15T16:30:00.000Z'))).toBe('2025-06-16');
  });

  it('never shifts a calendar date', () => {
    expect(formatPlainDate('2025-01-01')).toContain('2025');
    expect(formatPlainDate('2025-01-01')).toContain('Jan');
    expect(formatPlainDate('unknown')).toBe('unknown');
  });

  it('knows when a day of the hospital begins', () => {
    expect(dayStart('2025-06-15')).toBe('2025-06-14T16:00:00.000Z');
    expect(dayStart('2025-06-30', 1)).toBe('2025-06-30T16:00:00.000Z');
    for (const wrong of ['', '2025-06', '2025-13-01', '15 June']) expect(dayStart(wrong), wrong).toBeNull();
  });

  it('counts whole years, the birthday included', () => {
    const now = Date.parse('2026-11-22T04:00:00Z');
    expect(ageInYears('1990-11-22', now)).toBe(36);
    expect(ageInYears('1990-11-23', now)).toBe(35);
    expect(ageInYears('2030-01-01', now)).toBeNull();
    expect(ageInYears('long ago', now)).toBeNull();
  });

  it('tells a length in its two largest useful units', () => {
    expect(formatDuration(45_000)).toBe('45 s');
    expect(formatDuration(12 * 60_000)).toBe('12 min');
    expect(formatDuration(185 * 60_000)).toBe('3 h 05 min');
    expect(formatDuration(50 * 3_600_000)).toBe('2 d 2 h');
    expect(formatDuration(-5)).toBe('0 s');
  });
});
