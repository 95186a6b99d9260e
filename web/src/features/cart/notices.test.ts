// Which notices a cart shows.
import { expect, test } from 'vitest';
import type { Cart, CartLine } from '../../api/types';
import { obstacleOf, obstacles, priceMoves, withQuantity } from './notices';

const line = (more: Partial<CartLine>): CartLine => ({ product_id: '1', product_name: 'Mouse', quantity: 2, price: 30, subtotal: 60, currency: 'USD', added_at: '2026-11-20T00:00:00Z', available: true, ...more });

test('A price that moved is told until it is acknowledged, and one that came back is not', () => {
  const items = [line({ price_change: { was: 25, now: 30 } }), line({ price_change: { was: 40, now: 30 } }), line({ price_change: { was: 30, now: 30 } }), line({})];
  expect(priceMoves({ items }).map((move) => [move.was, move.now, move.rose])).toEqual([
    [25, 30, true],
    [40, 30, false],
  ]);
});

test('A line that is short offers what is left, one that cannot be bought offers to go', () => {
  const stuck = (problem: CartLine['problem'], more: Partial<CartLine> = {}) => obstacleOf(line({ problem, available: false, ...more }));
  expect(obstacleOf(line({}))).toBeNull();
  expect(stuck('less_available', { available_quantity: 1 })).toEqual({ text: 'Only 1 left.', take: 1 });
  expect(stuck('less_available', { available_quantity: 0 })).toEqual(stuck('out_of_stock'));
  expect(stuck('out_of_stock')?.remove).toBeUndefined();
  expect(stuck('no_longer_sold')?.remove).toBe(true);
  expect(stuck('currency_differs')).toMatchObject({ remove: true, text: expect.stringContaining('currency') });
});

test('A line whose stock nobody can say now is no obstacle', () => {
  expect(obstacleOf(line({ available: null }))).toBeNull();
});

test('A line that is merely not available is an obstacle too', () => {
  expect(obstacleOf(line({ available: false }))).not.toBeNull();
  expect(obstacles({ items: [line({}), line({ available: false }), line({ problem: 'out_of_stock', available: false })] })).toBe(2);
});

test('A quantity that was just asked for is shown with its sums, without a cent of rounding', () => {
  const other = line({ product_id: '2', price: 5, subtotal: 10 });
  const cart = { items: [line({ price: 0.1, subtotal: 0.2 }), other], total_items: 4, total_price: 10.2, currency: 'USD' } as Cart;
  const next = withQuantity(cart, '1', 3);
  expect([next.items[0]!.quantity, next.items[0]!.subtotal, next.total_items, next.total_price]).toEqual([3, 0.3, 5, 10.3]);
  expect(next.items[1]).toBe(other);
  expect(cart.items[0]!.quantity).toBe(2);
  expect(withQuantity(cart, 'gone', 3)).toBe(cart);
});
