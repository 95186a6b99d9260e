// The stretches of days that figures are asked for by name, and those that they are compared with. All by the shop's calendar.
import { dayOf, daysIn, startOf, type DayRange } from './days';

const DAY_MS = 86_400_000;

export const periods = [
  { name: 'today', label: 'Today' },
  { name: 'yesterday', label: 'Yesterday' },
  { name: '7d', label: 'Last 7 days' },
  { name: '30d', label: 'Last 30 days' },
  { name: '90d', label: 'Last 90 days' },
  { name: 'month', label: 'This month' },
  { name: 'last_month', label: 'Last month' },
  { name: 'year', label: 'This year' },
] as const;

export type Period = (typeof periods)[number]['name'];

/** What a period is held against. */
export type Against = 'before' | 'year' | 'none';

export const isPeriod = (name: string | null): name is Period => periods.some((one) => one.name === name);

/** Both ends are inside. */
export function rangeOf(period: Period, today: string): DayRange {
  const back = (days: number) => dayOf(startOf(today) - days * DAY_MS);
  const first = `${today.slice(0, 7)}-01`;
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: back(1), to: back(1) };
    case '7d':
      return { from: back(6), to: today };
    case '30d':
      return { from: back(29), to: today };
    case '90d':
      return { from: back(89), to: today };
    case 'month':
      return { from: first, to: today };
    case 'last_month': {
      const last = dayOf(startOf(first) - DAY_MS);
      return { from: `${last.slice(0, 7)}-01`, to: last };
    }
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** The days that a range is compared with: as many that end before it, or the same days of the year before. */
export function comparedWith(range: DayRange, against: Against): DayRange | null {
  if (against === 'none') return null;
  if (against === 'year') return { from: yearBefore(range.from), to: yearBefore(range.to) };
  const from = startOf(range.from);
  return { from: dayOf(from - daysIn(range) * DAY_MS), to: dayOf(from - DAY_MS) };
}

/** What that is called within a sentence: "than the 30 days before". */
export function beforeWords(range: DayRange, against: Against): string {
  if (against === 'year') return 'the year before';
  const days = daysIn(range);
  return days === 1 ? 'the day before' : `the ${days} days before`;
}

/** 29 February has 28 February before it. */
function yearBefore(day: string): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0');
  const moved = `${year}${day.slice(4)}`;
  return Number.isNaN(startOf(moved)) || dayOf(startOf(moved)) !== moved ? `${year}-02-28` : moved;
}
