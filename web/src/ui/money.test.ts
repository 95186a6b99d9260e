// Prices are written in the currency's own way.
import { expect, test } from 'vitest';
import { deduction, money } from './money';

test('A price carries its currency and its minor units', () => {
  expect(money(29.99, 'USD', 'en-US')).toBe('$29.99');
  expect(money(1234.5, 'EUR', 'de-DE')).toBe('1.234,50\u00a0€');
});

test('A currency without minor units has none on the page', () => {
  expect(money(1500, 'JPY', 'en-US')).toBe('¥1,500');
});

test('A currency the browser rejects is still shown beside its number', () => {
  expect(money(5, 'NOT-A-CURRENCY', 'en-US')).toBe('5.00 NOT-A-CURRENCY');
});

test('A deduction has a minus, and nothing off is not minus zero', () => {
  expect(deduction(5, 'USD', 'en-US')).toBe('−$5.00');
  expect(deduction(-5, 'USD', 'en-US')).toBe('−$5.00');
  expect(deduction(0, 'USD', 'en-US')).toBe('$0.00');
});

test('What is charged is shown to its last digit, also where browsers round to whole ones', () => {
  expect(money(1790.5, 'HUF', 'en-US')).toBe('HUF\u00a01,790.50');
  expect(money(1.25, 'IQD', 'en-US')).toBe('IQD\u00a01.250');
});
