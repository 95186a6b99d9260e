// Sales by day, with the days on which nothing was sold put in: a chart that leaves them out lies.
import type { SalesPoint } from '../../api/types';

export interface SalesDay {
  day: string;
  orders: number;
  revenue: number;
}

/** The days that end today, by the shop's calendar; points name the shop's days. */
export function lastDays(points: Pick<SalesPoint, 'day' | 'orders' | 'revenue'>[], days: number, today: string): SalesDay[] {
  const byDay = new Map<string, SalesDay>();
  for (const point of points) {
    const { day } = point;
    const was = byDay.get(day);
    byDay.set(day, { day, orders: (was?.orders ?? 0) + point.orders, revenue: (was?.revenue ?? 0) + point.revenue });
  }
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, i) => {
    const day = new Date(end - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return byDay.get(day) ?? { day, orders: 0, revenue: 0 };
  });
}

/** A round number at or above the highest bar, so that the axis reads well: 1, 2, 2.5 or 5 times a power of ten. */
export function axisTop(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  for (const step of [1, 2, 2.5, 5, 10]) if (step * power >= highest) return step * power;
  return 10 * power;
}
