// Sales of a period beside those of the period before: point by point, as the chart and its table have them.
import type { Interval, Sales } from '../../api/types';
import type { Mark, Table } from '../../ui/charts/Chart';
import { money } from '../../ui/money';
import { count, number } from '../../ui/words';
import { label, tick } from './range';

const DAY_MS = 24 * 60 * 60_000;

/** The first stretch stands beside the first, and so on: a month has no 31st where the one before has one. */
export function compared(sales: Sales, before: Sales | undefined, interval: Interval): { marks: Mark[]; summary: string } {
  const { items, totals, currency, time_zone: zone } = sales;
  const marks = items.map((item, i): Mark => ({
    key: item.from,
    tick: tick(item.from, interval, zone),
    label: label(item.from, interval, zone),
    value: item.revenue,
    before: before && before.currency === currency ? (before.items[i]?.revenue ?? 0) : undefined,
    more: `from ${count(item.orders, 'order')}`,
  }));
  return { marks, summary: `${money(totals.revenue, currency)} from ${count(totals.orders, 'order')}.` };
}

export type Totals = Pick<Sales['totals'], 'revenue' | 'orders' | 'refunds'>;

/** Of an earlier day by the hour, as much as there has been of this one: half a day is no worse than a whole one. */
export function upToNow(before: Sales | undefined, now: number): Totals | undefined {
  if (!before) return undefined;
  const past = before.items.filter((item) => Date.parse(item.from) + DAY_MS <= now);
  const sum = (of: keyof Totals) => past.reduce((total, item) => total + item[of], 0);
  return { revenue: sum('revenue'), orders: sum('orders'), refunds: sum('refunds') };
}

/** Newest first; stretches without any figure are left out. */
export function salesTable(sales: Sales, before: Sales | undefined, interval: Interval): Table {
  const amount = (value: number) => money(value, sales.currency);
  const rows = sales.items
    .map((item, i) => ({ item, then: before?.items[i]?.revenue ?? 0 }))
    .filter(({ item, then }) => item.orders + item.units > 0 || item.refunds + item.goodwill + then > 0)
    .reverse()
    .map(({ item, then }) => [
      label(item.from, interval, sales.time_zone),
      number(item.orders),
      number(item.units),
      amount(item.revenue),
      ...(before ? [amount(then)] : []),
      amount(item.discount),
      amount(item.refunds),
      amount(item.goodwill),
    ]);
  return { head: ['From', 'Orders', 'Units', 'Revenue', ...(before ? ['Before'] : []), 'Discount', 'Given back', 'Goodwill'], rows };
}
