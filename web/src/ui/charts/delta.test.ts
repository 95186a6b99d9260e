// How a figure compares with what it was.
import { expect, test } from 'vitest';
import { deltaOf, deltaWords } from './delta';

test('A difference has a way and a share, and nothing by nothing is no number', () => {
  expect(deltaOf(150, 100)).toEqual({ way: 'up', share: '50 %' });
  expect(deltaOf(97, 100)).toEqual({ way: 'down', share: '3 %' });
  expect(deltaOf(100, 100)).toEqual({ way: 'same', share: '0 %' });
  expect(deltaOf(0, 0)).toEqual({ way: 'same', share: '0 %' });
  expect(deltaOf(5, 0)).toEqual({ way: 'up', share: null });
  expect(deltaOf(100_001, 100_000)).toEqual({ way: 'up', share: '< 0.1 %' });
  // A shop that had given more back than it took.
  expect(deltaOf(50, -100)).toEqual({ way: 'up', share: '150 %' });
});

test('A screen reader hears which way it went and what it was', () => {
  expect(deltaWords(deltaOf(150, 100), '$100.00', 'the 7 days before')).toBe('50 % more than the 7 days before: $100.00.');
  expect(deltaWords(deltaOf(50, 100), '$100.00', 'the year before')).toBe('50 % less than the year before: $100.00.');
  expect(deltaWords(deltaOf(1, 0), '0', 'the day before')).toBe('the day before: 0.');
  expect(deltaWords(deltaOf(2, 2), '2', 'the day before')).toBe('As much as the day before: 2.');
});
