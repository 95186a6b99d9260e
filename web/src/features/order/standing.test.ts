// What the order's page says of a cancelled order: money only where there was some.
import { expect, test } from 'vitest';
import type { Order } from '../../api/types';
import { standing } from './standing';

const order = (captured: number, refunded: number) =>
  ({ status: 'cancelled', currency: 'USD', payment: { status: captured > 0 ? 'refunded' : 'cancelled', captured, refunded } }) as Pick<Order, 'status' | 'payment' | 'currency'>;

test('an order that was never paid gives nothing back', () => {
  expect(standing(order(0, 0))).toBe('This order was cancelled before it was paid. Nothing is owed.');
});

test('a paid one says how much goes back', () => {
  expect(standing(order(24.99, 24.99))).toBe('This order was cancelled. The $24.99 that you paid goes back the way it came.');
});

test('an order whose money is only held says so, and when it is taken', () => {
  const held = { status: 'confirmed', currency: 'EUR', payment: { status: 'authorized', captured: 0, refunded: 0, reserved: 20 } } as Pick<Order, 'status' | 'payment' | 'currency'>;
  expect(standing(held)).toBe('Confirmed. €20.00 is reserved on your account and taken when your order ships.');
});

test.each(['partially_captured', 'pending'] as const)('an order of which not all is paid (%s) is not called paid', (status) => {
  const part = { status: 'confirmed', currency: 'EUR', payment: { status, captured: 1, refunded: 0, reserved: 19 } } as Pick<Order, 'status' | 'payment' | 'currency'>;
  expect(standing(part)).toBe('Confirmed. A mail with the details is on its way.');
});
