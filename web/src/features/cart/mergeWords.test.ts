// The words for every fate of a merged line.
import { expect, test } from 'vitest';
import type { MergedLine, MergeReport } from '../../api/types';
import { arrivalState, fateWords } from './mergeWords';

const line = (fate: MergedLine['fate'], guest: number, user: number, quantity: number, reason: string | null = null): MergedLine => ({ product_id: '1', guest_quantity: guest, user_quantity: user, quantity, fate, reason });

test('Every fate says what is in the cart now', () => {
  expect(fateWords(line('added', 2, 0, 2))).toBe('2 added to your cart.');
  expect(fateWords(line('summed', 2, 3, 5))).toBe('Your cart had 3, 2 came along: now 5.');
  expect(fateWords(line('summed', 2, 3, 3))).toBe('Your cart had 3 already; it stays at 3.');
  expect(fateWords(line('capped', 4, 2, 5, 'out_of_stock'))).toBe('Lowered to 5: there are not more in stock.');
  expect(fateWords(line('capped', 4, 2, 2, 'out_of_stock'))).toBe('Stays at 2: there are not more in stock.');
  expect(fateWords(line('capped', 900, 900, 999, 'quantity_limit'))).toBe('Set to 999, the most a cart takes of one product.');
  expect(fateWords(line('saved', 1, 0, 1))).toBe('Saved for later, as it was before.');
  expect(fateWords(line('dropped', 1, 0, 0, 'out_of_stock'))).toBe('Left out: it is out of stock.');
  expect(fateWords(line('dropped', 1, 2, 2, 'currency_differs'))).toBe('Your cart keeps its 2; nothing was added: it is sold in another currency than the rest of your cart.');
});

test('Every reason has words of its own', () => {
  const reasons = ['out_of_stock', 'quantity_limit', 'product_not_found', 'cart_full', 'currency_differs', 'saved_full', 'in_cart', 'something_new'];
  expect(new Set(reasons.map((reason) => fateWords(line('dropped', 1, 0, 0, reason)))).size).toBe(reasons.length);
});

test('A report without anything to act on is not shown', () => {
  const told = (status: MergeReport['status'], guestLines: number, lines: MergedLine[] = []) => arrivalState({ status, lines }, guestLines).arrivals?.length ?? 0;
  expect(arrivalState(null, 3)).toEqual({});
  expect(told('merged', 0)).toBe(0);
  expect(told('merged', 0, [line('added', 1, 0, 1)])).toBe(1);
  expect(told('later', 0)).toBe(1);
  expect(told('guest_token_invalid', 0)).toBe(0);
  expect(told('guest_token_invalid', 2)).toBe(1);
});
