// Periods by name, and what they are compared with.
import { expect, test } from 'vitest';
import { daysIn } from './days';
import { beforeWords, comparedWith, isPeriod, periods, rangeOf } from './periods';

test('A period by its name ends where its name says', () => {
  const of = (name: Parameters<typeof rangeOf>[0]) => rangeOf(name, '2026-03-01');
  expect(of('today')).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  expect(of('yesterday')).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  expect(of('7d')).toEqual({ from: '2026-02-23', to: '2026-03-01' });
  expect(daysIn(of('30d'))).toBe(30);
  expect(daysIn(of('90d'))).toBe(90);
  expect(of('month')).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  expect(of('last_month')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(of('year')).toEqual({ from: '2026-01-01', to: '2026-03-01' });
  expect(rangeOf('last_month', '2024-03-31')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(rangeOf('last_month', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
});

test('The period before is as long, ends the day before, and shares no day', () => {
  for (const { name } of periods) {
    const range = rangeOf(name, '2026-03-31');
    const before = comparedWith(range, 'before');
    expect(before && daysIn(before)).toBe(daysIn(range));
    expect(before && before.to < range.from).toBe(true);
  }
  expect(comparedWith({ from: '2026-03-01', to: '2026-03-07' }, 'before')).toEqual({ from: '2026-02-22', to: '2026-02-28' });
  expect(comparedWith({ from: '2026-03-01', to: '2026-03-07' }, 'none')).toBeNull();
});

test('The year before has the same days, and leap days have one too', () => {
  expect(comparedWith({ from: '2024-02-29', to: '2024-03-31' }, 'year')).toEqual({ from: '2023-02-28', to: '2023-03-31' });
  expect(comparedWith({ from: '2025-02-28', to: '2025-03-01' }, 'year')).toEqual({ from: '2024-02-28', to: '2024-03-01' });
});

test('Its name fits into a sentence', () => {
  expect(beforeWords({ from: '2026-03-01', to: '2026-03-01' }, 'before')).toBe('the day before');
  expect(beforeWords({ from: '2026-03-01', to: '2026-03-30' }, 'before')).toBe('the 30 days before');
  expect(beforeWords({ from: '2026-03-01', to: '2026-03-30' }, 'year')).toBe('the year before');
  expect(isPeriod('7d')).toBe(true);
  expect(isPeriod('8d')).toBe(false);
  expect(isPeriod(null)).toBe(false);
});
