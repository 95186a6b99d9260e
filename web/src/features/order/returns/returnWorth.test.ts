// What a return would pay back, before anybody has looked at it.
import { expect, test } from 'vitest';
import { backFor } from './returnWorth';

const line = { product_id: '1', quantity: 3, subtotal: 90, discount: 9, tax: 6 };

test('It is the part that was paid for the units, with the tax that came on top', () => {
  expect(backFor({ items: [line], tax_included: 0 }, [{ product_id: '1', quantity: 2 }])).toBe(58);
});

test('Tax in the prices counts once', () => {
  expect(backFor({ items: [line], tax_included: 6 }, [{ product_id: '1', quantity: 3 }])).toBe(81);
});

test('Nothing is promised for what is not in the order, nor for more than was bought', () => {
  expect(backFor({ items: [line], tax_included: 6 }, [{ product_id: '2', quantity: 1 }])).toBe(0);
  expect(backFor({ items: [line], tax_included: 6 }, [{ product_id: '1', quantity: 30 }])).toBe(81);
});
