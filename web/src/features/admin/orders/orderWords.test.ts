// The words of an order's page: variants and addresses.
import { expect, test } from 'vitest';
import { addressLines } from './address';
import { variantWords } from './OrderLines';

test('A variant is told by its options, where its name does not say them already', () => {
  expect(variantWords({ size: 'XL', colour: 'Red' })).toBe('XL, Red');
  expect(variantWords({ size: 'XL', colour: 'Red' }, 'Shirt, XL')).toBe('Red');
  // A family lists what there is; that is no variant.
  expect(variantWords({ size: ['S', 'M'] })).toBe('');
  expect(variantWords(null)).toBe('');
  expect(variantWords('XL')).toBe('');
});

test('An address is written as its country writes it, and says the country', () => {
  const lines = addressLines({ name: 'Ada', line1: '1 Way', city: 'Berlin', postal_code: '10115', country: 'DE' });
  expect(lines[0]).toBe('Ada');
  expect(lines).toContain('10115 Berlin');
  expect(lines.at(-1)).toBe('Germany');
});
