// Two periods side by side.
import { expect, test } from 'vitest';
import type { Sales } from '../../api/types';
import { compared, salesTable, upToNow } from './compared';

const sales = (day: string, revenues: number[], currency = 'USD'): Sales => ({
  interval: 'day',
  from: `${day}T00:00:00Z`,
  to: `${day}T00:00:00Z`,
  time_zone: 'UTC',
  currency,
  currencies: [currency],
  totals: { orders: revenues.length, units: 0, revenue: revenues.reduce((sum, one) => sum + one, 0), discount: 0, refunds: 0, goodwill: 0 },
  items: revenues.map((revenue, i) => {
    const from = new Date(Date.parse(`${day}T00:00:00Z`) + i * 86_400_000).toISOString();
    return { from, day: from.slice(0, 10), orders: revenue > 0 ? 1 : 0, units: 0, revenue, discount: 0, refunds: 0, goodwill: 0 };
  }),
});

test('Each stretch stands beside the one at the same place before, and a shorter period before has nothing there', () => {
  const { marks, summary } = compared(sales('2026-03-01', [10, 0, 30]), sales('2026-02-26', [5, 7]), 'day');
  expect(marks.map((mark) => [mark.value, mark.before])).toEqual([[10, 5], [0, 7], [30, 0]]);
  expect(marks[0]?.more).toBe('from 1 order');
  expect(summary).toBe('$40.00 from 3 orders.');
});

test('Without a period before there is none to draw, nor in another currency', () => {
  expect(compared(sales('2026-03-01', [10]), undefined, 'day').marks[0]?.before).toBeUndefined();
  expect(compared(sales('2026-03-01', [10]), sales('2026-02-28', [10], 'EUR'), 'day').marks[0]?.before).toBeUndefined();
});

test('The table has the newest first, leaves empty stretches out, and keeps those that only the period before has', () => {
  const table = salesTable(sales('2026-03-01', [10, 0, 0]), sales('2026-02-26', [0, 7, 0]), 'day');
  expect(table.head).toContain('Before');
  expect(table.rows.map((row) => [row[0], row[3], row[4]])).toEqual([
    [expect.stringContaining('2'), '$0.00', '$7.00'],
    [expect.stringContaining('1'), '$10.00', '$0.00'],
  ]);
  expect(salesTable(sales('2026-03-01', [10]), undefined, 'day').head).not.toContain('Before');
});

test('Of the day before as much is summed as there has been of today', () => {
  const hours = sales('2026-03-01', [10, 0, 30, 40]);
  hours.items = hours.items.map((item, i) => ({ ...item, from: `2026-03-01T0${i}:00:00Z`, refunds: i }));
  expect(upToNow(hours, Date.parse('2026-03-02T02:20:00Z'))).toEqual({ revenue: 40, orders: 2, refunds: 3 });
  expect(upToNow(hours, Date.parse('2026-03-02T00:00:00Z'))).toEqual({ revenue: 10, orders: 1, refunds: 0 });
  expect(upToNow(undefined, 0)).toBeUndefined();
});
