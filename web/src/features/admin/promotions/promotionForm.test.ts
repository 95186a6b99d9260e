// A promotion goes into the form and comes back as it was, or with what was taken away named.
import { expect, test } from 'vitest';
import type { Promotion } from '../../../api/types';
import { promotionBody, promotionText } from './promotionForm';

const written = { code: 'SUMMER-15', type: 'percent' as const, value: 15, currency: 'USD', min_subtotal: 50, ends_at: '2027-01-01T00:00:00.000Z', total_limit: 500, categories: ['Kitchen'] };
const coupon: Promotion = { promotion_id: '1', name: 'Coupon SUMMER-15', state: 'live', min_quantity: null, customer_groups: [], first_order: false, stackable: true, single_use_codes: false, starts_at: null, starts_at_local: null, ends_at_local: '2027-01-01T00:00', time_zone: 'UTC', per_customer_limit: null, products: [], buy: null, get: null, exclusive_group: null, priority: 0, used: 3, created_at: '2026-11-20T00:00:00Z', updated_at: '2026-11-20T00:00:00Z', ...written };

test('An unchanged coupon comes back as it was', () => {
  expect(promotionBody(promotionText(coupon), coupon)).toEqual(written);
});

test('What is emptied is taken away, what never was is left out', () => {
  const body = promotionBody({ ...promotionText(coupon), total_limit: '', ends_day: '', ends_time: '' }, coupon);
  expect(body.total_limit).toBeNull();
  expect(body.ends_at).toBeNull();
  expect(body).not.toHaveProperty('per_customer_limit');
});

test('A new coupon has no empty members', () => {
  const body = promotionBody({ ...promotionText(null), code: ' free ', type: 'free_shipping' }, null);
  expect(body).toEqual({ code: 'FREE', type: 'free_shipping' });
});

test('A promotion without a code is asked for by nothing, or by codes of its own', () => {
  const nothing = promotionBody({ ...promotionText(null), needs: 'nothing', name: ' Tea week ', value: '10', stackable: false, first_order: true, priority: '5', customer_groups: 'vip, staff' }, null);
  expect(nothing).toEqual({ type: 'percent', name: 'Tea week', value: 10, stackable: false, first_order: true, priority: 5, customer_groups: ['vip', 'staff'] });
  expect(promotionBody({ ...promotionText(null), needs: 'own_code', name: 'Thanks', value: '5' }, null)).toEqual({ type: 'percent', single_use_codes: true, name: 'Thanks', value: 5 });
});

test('A window is written in days and times of the shop, and shown as they are', () => {
  const body = promotionBody({ ...promotionText(null), code: 'ADVENT', value: '5', starts_day: '2026-12-01', ends_day: '2026-12-24', ends_time: '18:00' }, null);
  expect(body).toMatchObject({ starts_at: '2026-12-01', ends_at: '2026-12-24T18:00' });
  const berlin = { ...coupon, ends_at: '2026-12-24T23:00:00Z', ends_at_local: '2026-12-25T00:00', time_zone: 'Europe/Berlin' };
  expect(promotionText(berlin)).toMatchObject({ ends_day: '2026-12-24', ends_time: '' });
  expect(promotionBody(promotionText(berlin), berlin).ends_at).toBe('2026-12-24T23:00:00Z');
  expect(promotionBody({ ...promotionText(berlin), ends_day: '2026-12-31' }, berlin).ends_at).toBe('2026-12-31');
});
