// The chart's days and axis.
import { expect, test } from 'vitest';
import { axisTop, lastDays } from './salesDays';

test('Days without sales are in the chart, oldest first, ending today', () => {
  const days = lastDays([{ day: '2026-11-20', orders: 2, revenue: 30 }], 3, '2026-11-21');
  expect(days).toEqual([
    { day: '2026-11-19', orders: 0, revenue: 0 },
    { day: '2026-11-20', orders: 2, revenue: 30 },
    { day: '2026-11-21', orders: 0, revenue: 0 },
  ]);
});

test('The axis ends on a round number that no bar exceeds', () => {
  for (const value of [0.3, 1, 7, 12, 180, 2600, 9999]) expect(axisTop(value)).toBeGreaterThanOrEqual(value);
  expect(axisTop(180)).toBe(200);
  expect(axisTop(0)).toBe(1);
});
