// What a shopper reads about stock, and that a stock nobody can say now is not the same as none.
import { expect, test } from 'vitest';
import { stockHint } from './stockHint';

test('Sold out, few and plenty are told apart', () => {
  expect(stockHint({ available: 0 })?.tone).toBe('out');
  expect(stockHint({ available: 3 })).toEqual({ text: 'Only 3 left', tone: 'few' });
  expect(stockHint({ available: 50 })?.tone).toBe('in');
});

test('A stock that nobody can say now is checked at checkout, and is not sold out', () => {
  expect(stockHint(null)).toEqual({ text: 'Availability is checked at checkout', tone: 'unknown' });
  expect(stockHint(undefined)).toBeNull();
});
