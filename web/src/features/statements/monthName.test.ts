import { expect, test } from 'vitest';
import { monthName } from './monthName';

test('a month is said in words, in whatever zone the browser is', () => {
  expect([monthName('2026-11'), monthName('2027-01')]).toEqual(['November 2026', 'January 2027']);
});
