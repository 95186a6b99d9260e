// The range that is asked for, and the words below its bars.
import { expect, test } from 'vitest';
import { asked, fits, label } from './range';

const range = { from: '2026-01-30', to: '2026-02-03' };

test('The last day is inside the range that the host is asked for', () => {
  expect(asked(range)).toEqual({ from: '2026-01-30', to: '2026-02-04' });
});

test('A stretch is called by the clocks of the zone it is counted in', () => {
  expect(label('2025-12-31T15:00:00Z', 'day', 'Asia/Tokyo')).toBe(new Date('2026-01-01T00:00:00Z').toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }));
  expect(label('2025-12-31T15:00:00Z', 'month', 'Asia/Tokyo')).toContain('2026');
  expect(label('2026-01-01T08:00:00Z', 'month', 'America/Los_Angeles')).toContain('2026');
});

test('Hours are offered for days, not for a year', () => {
  expect(fits(range, 'hour')).toBe(true);
  expect(fits({ from: '2025-01-01', to: '2025-12-31' }, 'hour')).toBe(false);
  expect(fits({ from: '2025-01-01', to: '2025-12-31' }, 'day')).toBe(true);
});
