// A coupon goes into the form and comes back as it was, or with what was taken away named.
import { expect, test } from 'vitest';
import type { Coupon } from '../../api/types';
import { couponBody, couponText } from './couponForm';

const written = { code: 'SUMMER-15', type: 'percent' as const, value: 15, currency: 'USD', min_subtotal: 50, ends_at: '2027-01-01T00:00:00.000Z', total_limit: 500, categories: ['Kitchen'] };
const coupon: Coupon = { starts_at: null, per_customer_limit: null, products: [], buy: null, get: null, exclusive_group: null, priority: 0, used: 3, created_at: '2026-11-20T00:00:00Z', updated_at: '2026-11-20T00:00:00Z', ...written };

test('An unchanged coupon comes back as it was', () => {
  expect(couponBody(couponText(coupon), coupon)).toEqual(written);
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
