// Figures about carts.
import { expect, test } from 'vitest';
import { changeWords, conversion, highest, noFigures, ownerWords } from './cartFigures';

test('The conversion is bought by made, and nothing by nothing is not a number', () => {
  expect(conversion({ created: 0, converted: 0 })).toBe('–');
  expect(conversion({ created: 200, converted: 7 })).toBe(`${(3.5).toLocaleString()} %`);
  expect(conversion({ created: 3, converted: 2 })).toBe('67 %');
});

test('All four charts share an axis as high as the highest bar', () => {
  const days = [{ ...noFigures('2026-11-20'), created: 12 }, { ...noFigures('2026-11-21'), abandoned: 19 }];
  expect(highest(days)).toBe(19);
  expect(highest([])).toBe(0);
});

test('A cart is named by its address, else by the end of its id', () => {
  expect(ownerWords({ user_id: '0193aaaa-bbbb-cccc-dddd-eeeeffff0001', guest: true })).toBe('Guest FFFF0001');
  expect(ownerWords({ user_id: 'u', guest: false, email: 'ada@example.com' })).toBe('ada@example.com');
});

test('Every kind of change has words, also one that is new', () => {
  const change = (what: string, was: number, now: number, name: string | null = 'Mug') => changeWords({ change: what, quantity_was: was, quantity: now }, name);
  expect(change('item_added', 0, 2)).toBe('Added 2 × Mug');
  expect(change('item_added', 2, 5)).toBe('Mug: 2 became 5');
  expect(change('item_set', 5, 1)).toBe('Mug: 5 became 1');
  expect(change('merged', 3, 0, null)).toBe('Merged with another cart');
  expect(change('checked_out', 1, 0)).toBe('Checked out: Mug');
  expect(change('something_new', 0, 0, null)).toBe('Something new');
});
