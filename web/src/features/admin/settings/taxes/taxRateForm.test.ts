// A row of rates goes into the form and comes back as it was; what is not whole is not asked for.
import { expect, test } from 'vitest';
import type { TaxRate } from '../../../../api/types';
import { exampleOf, isWhole, taxRateBody, taxRateText, windowOf } from './taxRateForm';

const rate: TaxRate = { tax_rate_id: '1', place: 'US-94*', country: 'US', region: null, postal_prefix: '94', tax_class: 'standard', percent: 8.625, included: false, taxes_shipping: true, reason: 'taxed', valid_from: '2026-01-01', valid_to: null, source: 'staff', version: 3, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };

test('An unchanged row comes back as it was', () => {
  expect(taxRateBody(taxRateText(rate))).toEqual({ country: 'US', percent: 8.625, included: false, region: null, postal_prefix: '94', tax_class: 'standard', taxes_shipping: true, reason: null, valid_from: '2026-01-01', valid_to: null, source: 'staff' });
});

test('Only a rate of 0 says why', () => {
  expect(taxRateBody({ ...taxRateText(null, 'ae'), percent: '0', reason: 'export' })).toMatchObject({ country: 'AE', percent: 0, reason: 'export' });
  expect(taxRateBody({ ...taxRateText(null, 'AE'), percent: '5', reason: 'export' }).reason).toBeNull();
});

test('A row without a place or a rate is not worked out', () => {
  expect(isWhole(taxRateText(null))).toBe(false);
  expect(isWhole({ ...taxRateText(null, 'DE'), percent: '' })).toBe(false);
  expect(isWhole({ ...taxRateText(null, 'DE'), percent: '7' })).toBe(true);
});

test('The example of a row for every class is of standard goods', () => {
  const ask = exampleOf({ ...taxRateText(rate), tax_class: '*' }, '10', 'USD', '1');
  expect(ask).toMatchObject({ country: 'US', postal_code: '94', tax_class: 'standard', price: 10, currency: 'USD', tax_rate_id: '1' });
  expect(ask.row?.tax_class).toBe('*');
});

test('A window is told in days', () => {
  expect(windowOf({})).toBe('Always');
  expect(windowOf({ valid_from: '2026-01-01' })).toBe('from 2026-01-01');
  expect(windowOf({ valid_from: '2026-01-01', valid_to: '2026-06-30' })).toBe('2026-01-01 to 2026-06-30');
});
