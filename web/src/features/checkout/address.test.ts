// What an address needs depends on its country, and what the page asks for on what is sent.
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { addressRules, blankAddress, cleaned, destinationRules } from './address';
import { likelyCountry } from './countries';

const whole = { ...blankAddress, name: 'Ada Buyer', line1: '1 Market St', city: 'Austin', region: 'TX', postal_code: '73301', country: 'US' };
const faulty = (rules: z.ZodMiniType, value: object) => [...new Set((rules.safeParse(value).error?.issues ?? []).map((issue) => issue.path.join('.')))].sort();

test('What is empty is told field by field, all at once', () => {
  expect(faulty(addressRules, blankAddress)).toEqual(['city', 'country', 'line1', 'name']);
  expect(faulty(addressRules, { ...blankAddress, country: 'US' })).toEqual(['city', 'line1', 'name', 'postal_code', 'region']);
  expect(faulty(addressRules, whole)).toEqual([]);
});

test('A country without regions or postal codes is not asked for them, and what was typed of them is not sent', () => {
  expect(faulty(addressRules, { ...whole, region: '', country: 'DE' })).toEqual([]);
  expect(faulty(addressRules, { ...whole, region: '', postal_code: '', country: 'FJ' })).toEqual([]);
  expect(cleaned({ ...whole, country: 'DE' }).region).toBeUndefined();
  expect(cleaned(whole).region).toBe('TX');
});

test('Blanks alone are nothing', () => {
  expect(faulty(addressRules, { ...whole, city: '   ' })).toEqual(['city']);
});

test('What is not sent asks for a country, what is fetched for a name', () => {
  expect(faulty(destinationRules('place', {}), blankAddress)).toEqual(['country']);
  expect(faulty(destinationRules('name', {}), blankAddress)).toEqual(['name']);
  expect(faulty(destinationRules('address', { email: z.string().check(z.minLength(1)) }), { ...whole, email: '' })).toEqual(['email']);
});

test('The likely country is that of the language, where the language names one', () => {
  expect(likelyCountry('de-AT')).toBe('AT');
  expect(likelyCountry('en')).toBe('US');
  expect(likelyCountry('not a tag')).toBe('');
});
