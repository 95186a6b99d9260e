// Days of the shop's calendar, written 2026-11-21.

const DAY_MS = 86_400_000;

/** The longest stretch the shop gives figures for at once: a year and a leap day. */
export const DAYS_MAX = 366;

export interface DayRange {
  from: string;
  to: string;
}

export function lastDaysRange(days: number, today: string): DayRange {
  return { from: dayOf(startOf(today) - (days - 1) * DAY_MS), to: today };
}

/** The day that clocks show now: in a time zone, or where the reader is. */
export function today(timeZone?: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}

/** Both ends are inside. */
export function daysIn({ from, to }: DayRange): number {
  return Math.round((startOf(to) - startOf(from)) / DAY_MS) + 1;
}

/** Why a range cannot be asked for, or null. */
export function rangeProblem(range: DayRange): string | null {
  const days = daysIn(range);
  if (Number.isNaN(days)) return 'Choose both days.';
  if (days < 1) return 'The first day comes after the last one.';
  return days > DAYS_MAX ? `At most ${DAYS_MAX} days at once.` : null;
}

/** Every day of the range once, oldest first; what is missing is made by `nothing`, because a chart that leaves days out lies. */
export function everyDay<T extends { day: string }>(range: DayRange, days: T[], nothing: (day: string) => T): T[] {
  const known = new Map(days.map((each) => [each.day, each]));
  return Array.from({ length: Math.max(0, daysIn(range)) }, (_, i) => {
    const day = dayOf(startOf(range.from) + i * DAY_MS);
    return known.get(day) ?? nothing(day);
  });
}

export function shortDay(day: string): string {
  return new Date(startOf(day)).toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

export function startOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getTime();
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
