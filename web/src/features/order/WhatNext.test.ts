// What an order's page promises next.
import { expect, test } from 'vitest';
import type { Delivery } from '../../api/types';
import { nextOf } from './WhatNext';

const sent = { can_return: false, shipping_method: 'standard', delivery: null };
const fetched = { ...sent, shipping_method: 'pickup', delivery: { label: '', carrier: null, from: null, to: null, pickup: { name: 'Workshop' } } as unknown as Delivery };

test('What is not paid yet is paid first, and what is on its way only arrives', () => {
  expect(nextOf({ ...sent, status: 'pending' })).toEqual(['pay', 'mail', 'pack', 'arrive']);
  expect(nextOf({ ...sent, status: 'processing' })).toEqual(['pack', 'arrive']);
  expect(nextOf({ ...sent, status: 'shipped' })).toEqual(['arrive']);
});

test('What is fetched is not promised to arrive, and what is not sent is not packed', () => {
  expect(nextOf({ ...fetched, status: 'confirmed' })).toEqual(['mail', 'pack', 'fetch']);
  expect(nextOf({ ...sent, shipping_method: 'none', status: 'confirmed' })).toEqual(['mail']);
});

test('Nothing more happens to an order that has ended, but for what can go back', () => {
  expect(nextOf({ ...sent, status: 'delivered', can_return: true })).toEqual(['back']);
  for (const status of ['delivered', 'cancelled', 'payment_failed', 'returned'] as const) expect(nextOf({ ...sent, status })).toEqual([]);
});
