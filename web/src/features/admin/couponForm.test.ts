// A coupon goes into the form and comes back as it was, or with what was taken away named.
import { expect, test } from 'vitest';
import type { Coupon } from '../../api/types';
import { couponBody, couponText } from './couponForm';

const coupon: Coupon = { code: 'SUMMER-15', type: 'percent', value: 15, currency: 'USD', min_subtotal: 50, ends_at: '2027-01-01T00:00:00.000Z', total_limit: 500, categories: ['Kitchen'] };

test('An unchanged coupon comes back as it was', () => {
  expect(couponBody(couponText(coupon), coupon)).toEqual(coupon);
});

test('What is emptied is taken away, what never was is left out', () => {
  const body = couponBody({ ...couponText(coupon), total_limit: '', ends_at: '' }, coupon);
  expect(body.total_limit).toBeNull();
  expect(body.ends_at).toBeNull();
  expect(body).not.toHaveProperty('per_customer_limit');
});

test('A new coupon has no empty members', () => {
  const body = couponBody({ ...couponText(null), code: ' free ', type: 'free_shipping' }, null);
  expect(body).toEqual({ code: 'FREE', type: 'free_shipping' });
});
