import { expect, test } from 'vitest';
import type { ShippingZone } from '../../../../api/types';
import { firstCountry, isWhole, parcelOf, placesOf, priceWords, zoneBody, zoneText } from './zoneForm';

const zone: ShippingZone = {
  shipping_zone_id: '1', name: 'Germany', places: ['DE', 'US-994*'], ships: true, version: 2, created_at: '', updated_at: '',
  methods: [{ method: 'standard', name: 'DHL', currency: 'EUR', by: 'weight', free_from: 50, carrier: 'DHL', days_min: 2, days_max: 3, provider: 'simulator', service: 'ground', steps: [{ up_to: 2000, price: 4.9 }, { up_to: null, price: 7.9 }] }],
};

test('a zone comes back as it was', () => {
  expect(zoneBody(zoneText(zone))).toEqual({ name: 'Germany', places: ['DE', 'US-994*'], ships: true, methods: zone.methods });
});

test('what is empty is taken away, and a place that nothing is shipped to has no methods', () => {
  const text = zoneText(zone);
  const method = { ...text.methods[0]!, carrier: ' ', days_min: '', days_max: '', free_from: '' };
  expect(zoneBody({ ...text, methods: [{ ...method, provider: '' }] }).methods?.[0]).toMatchObject({ provider: null, service: null });
  expect(zoneBody({ ...text, methods: [method] }).methods?.[0]).toMatchObject({ carrier: null, days_min: null, days_max: null, free_from: null });
  expect(zoneBody({ ...text, ships: false }).methods).toBeNull();
});

test('places stand between commas, blanks or lines', () => {
  expect(placesOf('DE, AT;CH\nUS-HI  *')).toEqual(['DE', 'AT', 'CH', 'US-HI', '*']);
  expect(firstCountry('*, us-hi')).toBe('US');
  expect(firstCountry('*')).toBe('');
});

test('a parcel is asked for with the zone that is being written', () => {
  const text = zoneText(zone);
  const ask = parcelOf({ country: 'de', region: '', postal_code: '10115', value: '20', weight_g: '2500', currency: 'eur' }, text, '1');
  expect(ask).toMatchObject({ country: 'DE', postal_code: '10115', region: null, value: 20, weight_g: 2500, currency: 'EUR', shipping_zone_id: '1' });
  expect(ask.zone?.name).toBe('Germany');
  expect(isWhole(text)).toBe(true);
  expect(isWhole({ ...text, places: ' ' })).toBe(false);
  expect(isWhole({ ...text, methods: [{ ...text.methods[0]!, steps: [{ up_to: '', price: '' }] }] })).toBe(false);
});

test('a price is told in a line', () => {
  expect(priceWords(zone.methods[0]!)).toBe('to 2 kg: €4.90, else €7.90, free from €50.00');
});
