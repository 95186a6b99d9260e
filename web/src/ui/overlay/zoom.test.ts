import { expect, test } from 'vitest';
import { around, bounded, SCALE_MAX, whole } from './zoom';

test('a picture is never smaller than it fits and never out of sight', () => {
  expect(bounded({ scale: 0.3, x: 90, y: -90 }, 400, 300)).toEqual(whole);
  expect(bounded({ scale: 2, x: 900, y: -900 }, 400, 300)).toEqual({ scale: 2, x: 200, y: -150 });
  expect(bounded({ scale: 99, x: 0, y: 0 }, 400, 300).scale).toBe(SCALE_MAX);
});

test('what is under the pointer stays under it', () => {
  const at = { x: 50, y: -20 };
  const once = around(whole, 2, at, 400, 300);
  // A point of the picture is shown at offset + scale * point.
  expect(once).toEqual({ scale: 2, x: -50, y: 20 });
  expect(once.x + once.scale * at.x).toBe(at.x);
  const twice = around(once, 1.5, at, 400, 300);
  expect(twice.x + twice.scale * at.x).toBeCloseTo(at.x);
  expect(around(twice, 0.01, at, 400, 300)).toEqual(whole);
});
