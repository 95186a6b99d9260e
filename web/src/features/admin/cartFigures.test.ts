// Figures about carts.
import { expect, test } from 'vitest';
import { commonTop, conversion, noFigures, ownerWords } from './cartFigures';

test('The conversion is bought by made, and nothing by nothing is not a number', () => {
  expect(conversion({ created: 0, converted: 0 })).toBe('–');
  expect(conversion({ created: 200, converted: 7 })).toBe(`${(3.5).toLocaleString()} %`);
  expect(conversion({ created: 3, converted: 2 })).toBe('67 %');
});

test('All four charts share an axis that no bar exceeds', () => {
  const days = [{ ...noFigures('2026-11-20'), created: 12 }, { ...noFigures('2026-11-21'), abandoned: 19 }];
  expect(commonTop(days)).toBe(20);
  expect(commonTop([])).toBe(2);
});

test('A cart is named by its address, else by the end of its id', () => {
  expect(ownerWords({ user_id: '0193aaaa-bbbb-cccc-dddd-eeeeffff0001', guest: true })).toBe('Guest FFFF0001');
  expect(ownerWords({ user_id: 'u', guest: false, email: 'ada@example.com' })).toBe('ada@example.com');
});
