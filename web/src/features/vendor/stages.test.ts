import { expect, test } from 'vitest';
import { nextOfAll } from './stages';

test('Orders that go the same way can be moved together', () => {
  expect(nextOfAll(['confirmed', 'confirmed'])).toBe('processing');
  expect(nextOfAll(['processing', 'partially_shipped'])).toBe('shipped');
});

test('Orders that go different ways, or nowhere, cannot', () => {
  expect(nextOfAll(['confirmed', 'shipped'])).toBeNull();
  expect(nextOfAll(['delivered'])).toBeNull();
  expect(nextOfAll([])).toBeNull();
});
