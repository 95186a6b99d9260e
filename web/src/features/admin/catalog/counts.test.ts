import { expect, test } from 'vitest';
import { countsOf, wholeUnits } from './counts';

test('Counts are whole units, and what was not counted is not sent', () => {
  expect(countsOf({ a: '7', b: '', c: ' 0 ', d: '-1', e: '1.5', f: 'many' })).toEqual([
    { product_id: 'a', counted: 7 },
    { product_id: 'c', counted: 0 },
  ]);
  expect(wholeUnits('12345678901')).toBeNull();
});
