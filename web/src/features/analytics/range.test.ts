// The bars of a range.
import { expect, test } from 'vitest';
import { asked, fits, stretches } from './range';

const range = { from: '2026-01-30', to: '2026-02-03' };

test('The last day is inside the range that the host is asked for', () => {
  expect(asked(range)).toEqual({ from: '2026-01-30', to: '2026-02-04' });
});

test('Every stretch that touches the range has a bar, in UTC', () => {
  expect(stretches(range, 'day')).toEqual(['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02', '2026-02-03'].map((day) => `${day}T00:00:00Z`));
  expect(stretches(range, 'week')).toEqual(['2026-01-26T00:00:00Z', '2026-02-02T00:00:00Z']);
  expect(stretches(range, 'month')).toEqual(['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z']);
  expect(stretches(range, 'hour')).toHaveLength(5 * 24);
});

test('Hours are offered for days, not for a year', () => {
  expect(fits(range, 'hour')).toBe(true);
  expect(fits({ from: '2025-01-01', to: '2025-12-31' }, 'hour')).toBe(false);
  expect(fits({ from: '2025-01-01', to: '2025-12-31' }, 'day')).toBe(true);
});
