// One attempt, one key.
import { expect, test } from 'vitest';
import { attemptFor, randomKey } from './attempt';

let made = 0;
const newKey = () => `key-${++made}`;
const order = { cartVersion: 3, body: { expected_total: 20, payment_method: { token: 'tok_visa' } } };

test('The same order keeps its key across retries', () => {
  const first = attemptFor(null, order, newKey);
  expect(attemptFor(first, structuredClone(order), newKey)).toBe(first);
});

test('A changed order gets another key', () => {
  const first = attemptFor(null, order, newKey);
  const other = attemptFor(first, { ...order, body: { ...order.body, payment_method: { token: 'tok_flaky' } } }, newKey);
  expect(other.key).not.toBe(first.key);
});

test('The same things bought again from a new cart are another order', () => {
  const first = attemptFor(null, order, newKey);
  expect(attemptFor(first, { ...order, cartVersion: 4 }, newKey).key).not.toBe(first.key);
});

test('Keys are long and do not repeat', () => {
  const keys = new Set(Array.from({ length: 100 }, randomKey));
  expect(keys.size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});
