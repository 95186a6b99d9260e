// Links in words, and what came of copying a shared cart.
import { expect, test } from 'vitest';
import { copiedWords, lifetimes, rightWord, rights, USUAL_LIFETIME } from './links';

test('Every lifetime is one the shop accepts, and the usual one is among them', () => {
  for (const { seconds } of lifetimes) {
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThanOrEqual(2_592_000);
  }
  expect(lifetimes.map((each) => each.seconds)).toContain(USUAL_LIFETIME);
});

test('Both rights have words', () => {
  expect(rights.map((right) => rightWord(right.permission))).toEqual(['Can view', 'Can edit']);
});

test('Copying says how much of it worked', () => {
  const missed = [{ name: 'Mug', why: 'Out of stock.' }];
  expect(copiedWords({ done: 3, missed: [] })).toBe('All 3 products are in your cart.');
  expect(copiedWords({ done: 1, missed: [] })).toBe('It is in your cart.');
  expect(copiedWords({ done: 2, missed })).toBe('2 of 3 products are in your cart.');
  expect(copiedWords({ done: 0, missed })).toBe('It could not be added.');
  expect(copiedWords({ done: 0, missed: [...missed, ...missed] })).toBe('Nothing could be added.');
});
