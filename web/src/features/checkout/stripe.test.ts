// Amounts as Stripe's form shows them.
import { expect, it } from 'vitest';
import { stripeAmount } from './stripe';

it('counts in the unit that Stripe has for the currency', () => {
  expect(stripeAmount(79.97, 'USD')).toBe(7997);
  expect(stripeAmount(500, 'JPY')).toBe(500);
  expect(stripeAmount(12.34, 'KWD')).toBe(12340);
  expect(stripeAmount(500, 'ISK')).toBe(50000);
});
