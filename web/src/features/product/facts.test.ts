import { expect, test } from 'vitest';
import { factOf } from './facts';

test('a figure stands with its unit, and its name without', () => {
  expect(factOf('weight_g', 1214)).toEqual({ name: 'Weight', value: '1,214\u00a0g' });
  expect(factOf('battery_mah', '5000')).toEqual({ name: 'Battery', value: '5,000\u00a0mAh' });
  expect(factOf('shipping_weight_g', 1334)).toEqual({ name: 'Shipping weight', value: '1,334\u00a0g' });
});

test('what is no figure, or no unit, is written as it is', () => {
  expect(factOf('size_cm', '10 × 20')).toEqual({ name: 'Size (cm)', value: '10 × 20' });
  expect(factOf('height_cm', '')).toEqual({ name: 'Height (cm)', value: '' });
  expect(factOf('made_in', 'Sweden')).toEqual({ name: 'Made in', value: 'Sweden' });
  expect(factOf('g', 5)).toEqual({ name: 'G', value: '5' });
  expect(factOf('dishwasher_safe', true)).toEqual({ name: 'Dishwasher safe', value: 'Yes' });
});
