// The orders before and behind one.
import { expect, test } from 'vitest';
import { neighboursIn } from './neighbours';

const order = (id: string) => ({ order_id: id, legal_next: [], items: [] });

test('The neighbours are those of the list that has the order, over the ends of its pages', () => {
  const list = { pages: [{ items: [order('a'), order('b')], next_cursor: 'c' }, { items: [order('c')], next_cursor: null }], pageParams: [] };
  expect(neighboursIn([list], 'b')).toEqual({ previous: 'a', next: 'c' });
  expect(neighboursIn([list], 'a')).toEqual({ previous: null, next: 'b' });
  expect(neighboursIn([list], 'c')).toEqual({ previous: 'b', next: null });
  expect(neighboursIn([{ items: [order('x'), order('b')] }, list], 'b')).toEqual({ previous: 'x', next: null });
});

test('What is no list of orders has no neighbours', () => {
  expect(neighboursIn([undefined, null, 'x', { items: 'x' }, { pages: 1 }], 'a')).toBeNull();
  expect(neighboursIn([{ items: [{ order_id: 'a', return_id: 'r', legal_next: [], items: [] }] }], 'a')).toBeNull();
  expect(neighboursIn([{ items: [{ order_id: 'a', subject: 'Confirmed' }] }], 'a')).toBeNull();
});
