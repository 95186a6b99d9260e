// The stretch of time that the analytics pages show, kept in the address so that a link shows the same.
import type { DayRange } from '../../ui/charts/days';
import type { Interval } from '../../api/types';

const DAY_MS = 86_400_000;

export const intervals: Interval[] = ['hour', 'day', 'week', 'month'];

/** Bars that can still be told apart on a screen. */
const BARS_MAX = 400;

/** As the host takes it: from the beginning of the first day to the end of the last. */
export function asked(range: DayRange): { from: string; to: string } {
  return { from: range.from, to: new Date(Date.parse(`${range.to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10) };
}

/** The shortest interval whose bars can still be told apart. */
export function fits(range: DayRange, interval: Interval): boolean {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  return (interval === 'hour' ? days * 24 : interval === 'day' ? days : days / 7) <= BARS_MAX;
}

/** A stretch in words, by the clocks of the zone that the figures are counted in. */
export function label(start: string, interval: Interval, timeZone: string): string {
  const date = new Date(start);
  if (interval === 'hour') return date.toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone });
  if (interval === 'month') return date.toLocaleDateString(undefined, { month: 'short', year: 'numeric', timeZone });
  return interval === 'week' ? `week of ${dayIn(date, timeZone)}` : dayIn(date, timeZone);
}

/** What stands below a bar, where there is little room. */
export function tick(start: string, interval: Interval, timeZone: string): string {
  const date = new Date(start);
  if (interval === 'hour') return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', timeZone });
  if (interval === 'month') return date.toLocaleDateString(undefined, { month: 'short', timeZone });
  return dayIn(date, timeZone);
}

function dayIn(date: Date, timeZone: string): string {
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone });
}
