// The ends and the words of an axis.
import { expect, test } from 'vitest';
import { axisTop, countTop, shortMoney, shortNumber } from './axis';

test('The axis ends on a round number that no bar exceeds', () => {
  for (const value of [0.3, 1, 7, 12, 180, 2600, 9999]) expect(axisTop(value)).toBeGreaterThanOrEqual(value);
  expect(axisTop(180)).toBe(200);
  expect(axisTop(0)).toBe(1);
  expect(countTop(1)).toBe(2);
});

test('Amounts at the axis are short and keep their currency', () => {
  expect(shortMoney(10_000, 'USD')).toBe('$10K');
  expect(shortMoney(2_500, 'EUR')).toBe('€2.5K');
  expect(shortMoney(0, 'USD')).toBe('$0');
  expect(shortMoney(5, 'X')).toBe('5 X');
  expect(shortNumber(12_000)).toBe('12K');
});
