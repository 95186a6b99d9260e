import { expect, test } from 'vitest';
import { arrival } from './arrival';

const now = new Date('2026-01-15T10:00:00Z');

test('days are told with their weekday, and with the year where it is another', () => {
  expect(arrival('2026-01-20', '2026-01-22', now)).toBe('Tue, Jan 20 to Thu, Jan 22');
  expect(arrival('2026-01-20', '2026-01-20', now)).toBe('Tue, Jan 20');
  expect(arrival('2027-01-04', null, now)).toBe('Mon, Jan 4, 2027');
  expect(arrival(null, '2026-01-20', now)).toBe('');
});
