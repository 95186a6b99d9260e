import { expect, test } from 'vitest';
import { isTexts, readDevice, remembered } from './device';

test('what is remembered is there once, the newest first, and never more than asked', () => {
  expect(remembered(['b', 'a'], 'c', 3)).toEqual(['c', 'b', 'a']);
  expect(remembered(['b', 'a'], 'a', 3)).toEqual(['a', 'b']);
  expect(remembered(['c', 'b', 'a'], 'd', 3)).toEqual(['d', 'c', 'b']);
});

test('a device that keeps nothing, or something foreign, has what is meant otherwise', () => {
  expect(readDevice('recent', isTexts, ['x'])).toEqual(['x']);
  expect(isTexts(['a', 1])).toBe(false);
  expect(isTexts(['a'.repeat(201)])).toBe(false);
  expect(isTexts({ length: 0 })).toBe(false);
});
