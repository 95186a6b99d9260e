import { expect, test } from 'vitest';
import { paperName } from './paperName';

test('a paper is called what it is', () => {
  expect(paperName({ kind: 'invoice', corrects: null })).toBe('Invoice');
  expect(paperName({ kind: 'invoice', corrects: 'INV-2026-000001' })).toBe('Further invoice');
  expect(paperName({ kind: 'credit_note', corrects: 'INV-2026-000001' })).toBe('Credit note');
});
