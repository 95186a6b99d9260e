import { expect, test } from 'vitest';
import { taxWords } from './taxWords';

test('a rate is told with its reason, and no tax only with one', () => {
  expect(taxWords(19, 'taxed')).toBe('19 % tax');
  expect(taxWords(8.625, null)).toBe('8.625 % tax');
  expect(taxWords(20, 'one_stop_shop')).toBe('20 % tax of the country it goes to');
  expect(taxWords(0, 'reverse_charge')).toBe('No tax: reverse charge, the buyer owes it');
  expect(taxWords(0, 'export')).toBe('No tax: export');
  expect(taxWords(0, 'zero_rated')).toBe('0 % tax');
});
