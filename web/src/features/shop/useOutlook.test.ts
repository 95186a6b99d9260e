import { expect, test } from 'vitest';
import type { ShippingOutlook } from '../../api/types';
import { countryOf, freeFrom } from './useOutlook';

test('a browser says its country only where one of its languages names it', () => {
  expect(countryOf(['de', 'de-AT', 'en-US'])).toBe('AT');
  expect(countryOf(['zh-Hant-TW'])).toBe('TW');
  expect(countryOf(['es-419', 'en'])).toBe('');
  expect(countryOf(['no locale!', 'fr-CA'])).toBe('CA');
  expect(countryOf([])).toBe('');
});

test('the least threshold counts, and none is not nought', () => {
  const outlook = (...free: (number | null)[]) => ({ ships: true, pickup: false, varies: false, methods: free.map((free_from) => ({ free_from })) }) as ShippingOutlook;
  expect(freeFrom(outlook(null, null))).toBeNull();
  expect(freeFrom(outlook(80, null, 50))).toBe(50);
  expect(freeFrom(outlook(0))).toBe(0);
});
