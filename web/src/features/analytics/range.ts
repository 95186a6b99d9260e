// The stretch of time that the analytics pages show, kept in the address so that a link shows the same.
import { shortDay, type DayRange } from '../../ui/charts/days';
import type { Interval } from '../../api/types';

const DAY_MS = 86_400_000;

export const intervals: Interval[] = ['hour', 'day', 'week', 'month'];

/** Bars that can still be told apart on a screen. */
const BARS_MAX = 400;

/** As the host takes it: from the beginning of the first day to the end of the last. */
export function asked(range: DayRange): { from: string; to: string } {
  return { from: range.from, to: new Date(Date.parse(`${range.to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10) };
}

/** The beginnings of all stretches of a range, oldest first: what had no sales has a bar of no height. */
export function stretches(range: DayRange, interval: Interval): string[] {
  const starts: string[] = [];
  const end = Date.parse(`${range.to}T00:00:00Z`) + DAY_MS;
  let at = startOf(interval, new Date(`${range.from}T00:00:00Z`));
  while (at.getTime() < end && starts.length < BARS_MAX) {
    starts.push(at.toISOString().slice(0, 19) + 'Z');
    at = next(interval, at);
  }
  return starts;
}

/** The shortest interval whose bars can still be told apart. */
export function fits(range: DayRange, interval: Interval): boolean {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  return (interval === 'hour' ? days * 24 : interval === 'day' ? days : days / 7) <= BARS_MAX;
}

export function label(start: string, interval: Interval): string {
  const date = new Date(start);
  if (interval === 'hour') return date.toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  if (interval === 'month') return date.toLocaleDateString(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  return interval === 'week' ? `week of ${shortDay(start.slice(0, 10))}` : shortDay(start.slice(0, 10));
}

/** What stands below a bar, where there is little room. */
export function tick(start: string, interval: Interval): string {
  const date = new Date(start);
  if (interval === 'hour') return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  if (interval === 'month') return date.toLocaleDateString(undefined, { month: 'short', timeZone: 'UTC' });
  return shortDay(start.slice(0, 10));
}

function startOf(interval: Interval, at: Date): Date {
  if (interval === 'week') return new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS);
  if (interval === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
  return at;
}

function next(interval: Interval, at: Date): Date {
  if (interval === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  return new Date(at.getTime() + (interval === 'hour' ? DAY_MS / 24 : interval === 'week' ? 7 * DAY_MS : DAY_MS));
}
