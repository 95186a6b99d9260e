// Signing in leads back into the shop and nowhere else.
import { expect, test } from 'vitest';
import { safeNext } from './next';

test('Only paths of this shop are followed', () => {
  expect(safeNext('/checkout?x=1')).toBe('/checkout?x=1');
  for (const bad of [null, '', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)']) expect(safeNext(bad)).toBe('/');
});
