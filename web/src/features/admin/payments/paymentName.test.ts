// What a payment is called.
import { expect, test } from 'vitest';
import { orderOf, paymentName } from './paymentName';

const order = '01a1ffbf-a57b-7000-91b2-981ce6cbe5df';

test('A payment is called by the end of its order, and the charge of an edit says which one it was', () => {
  expect(paymentName(order)).toBe('E6CBE5DF');
  expect(paymentName(`${order}:charge:2`)).toBe('E6CBE5DF · charge 2');
  expect(orderOf(`${order}:charge:2`)).toBe(order);
  expect(orderOf('mine')).toBe('mine');
});
