// Ranges of days and the days in them.
import { expect, test } from 'vitest';
import { daysIn, everyDay, lastDaysRange, rangeProblem } from './days';

test('The last days end today and count both ends', () => {
  const range = lastDaysRange(30, '2026-03-01');
  expect(range).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  expect(daysIn(range)).toBe(30);
});

test('A range is refused in words when it is incomplete, backwards or too long', () => {
  expect(rangeProblem({ from: '2026-01-01', to: '2026-01-01' })).toBeNull();
  expect(rangeProblem({ from: '2024-01-01', to: '2024-12-31' })).toBeNull();
  expect(rangeProblem({ from: '', to: '2026-01-01' })).toBe('Choose both days.');
  expect(rangeProblem({ from: '2026-01-02', to: '2026-01-01' })).toContain('after');
  expect(rangeProblem({ from: '2025-01-01', to: '2026-01-02' })).toContain('366');
});

test('Days without figures are put in, and none twice', () => {
  const days = everyDay({ from: '2026-02-27', to: '2026-03-02' }, [{ day: '2026-03-01', n: 4 }], (day) => ({ day, n: 0 }));
  expect(days).toEqual([
    { day: '2026-02-27', n: 0 },
    { day: '2026-02-28', n: 0 },
    { day: '2026-03-01', n: 4 },
    { day: '2026-03-02', n: 0 },
  ]);
});
