// Shares as words and shades.
import { expect, test } from 'vitest';
import { percent, shade } from './shades';

test('A share that is not nothing is never shown as nothing', () => {
  expect([0, 0.001, 0.015, 0.5, 1].map(percent)).toEqual(['0 %', '< 1 %', '2 %', '50 %', '100 %']);
  expect([0, 0.001, 0.2, 0.21, 1, 1.2].map(shade)).toEqual(['shade-0', 'shade-1', 'shade-1', 'shade-2', 'shade-5', 'shade-5']);
});
