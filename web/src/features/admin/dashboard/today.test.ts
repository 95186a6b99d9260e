// The lines of what is to be done today.
import { expect, test } from 'vitest';
import type { LowStockLine, Today, TopProducts } from '../../../api/types';
import { apart, daysLeft, howMany, listed, orderLines, stockLine } from './today';

const now = Date.parse('2026-11-30T12:00:00Z');
const low = (id: string, available: number) => ({ product_id: id, name: `Product ${id}`, vendor_id: 'v', withheld: false, on_hand: available, reserved: 0, available, low_at: 5 }) as LowStockLine;
const sold = (id: string, units: number, back = 0) => ({ product_id: id, product_name: id, units, orders: 1, revenue: 1, refunded_units: back, refunds: 0 }) as TopProducts['items'][number];

test('Each kind of work is a line with its count, its list and since when it waits; what one may not see is none', () => {
  const lines = orderLines({
    to_pack: { count: 3, more: false, oldest: '2026-11-27T12:00:00Z' },
    to_ship: { count: 0, more: false, oldest: null },
    holds_ending: { count: 1, more: false, oldest: '2026-12-01T12:00:00Z' },
    returns_requested: { count: 99, more: true, oldest: '2026-11-01T12:00:00Z' },
  } as Today);
  expect(lines.map((line) => [line.name, howMany(line), line.to])).toEqual([
    ['to-pack', '3', '/admin/orders?status=confirmed'],
    ['to-ship', '0', '/admin/orders?status=processing'],
    ['holds', '1', '/admin/payments'],
    ['returns', '99+', '/admin/returns?status=requested'],
  ]);
  expect(lines[0]?.since).toBe('2026-11-27T12:00:00Z');
  expect(lines[2]?.ends).toBe('2026-12-01T12:00:00Z');
  expect(lines[2]?.since).toBeUndefined();
});

test('A list is counted exactly up to 99, and beyond it is said that there are more', () => {
  const of = (length: number, cursor: string | null) => howMany(listed({ items: Array.from({ length }, (_, i) => i), next_cursor: cursor }, 'n', 'l', '/'));
  expect(of(0, null)).toBe('0');
  expect(of(99, null)).toBe('99');
  expect(of(100, null)).toBe('99+');
  expect(of(100, 'c')).toBe('99+');
  // A page may be short and still have a next one.
  expect(of(4, 'c')).toBe('4+');
});

test('How long units last follows from what was sold and stayed sold', () => {
  expect(daysLeft(10, 30)).toBe(10);
  expect(daysLeft(1, 60)).toBe(0);
  expect(daysLeft(-2, 60)).toBe(0);
  expect(daysLeft(5, 0)).toBeNull();
  const line = stockLine({ items: [low('a', 4), low('b', 3), low('c', 1)], next_cursor: null }, [sold('a', 40, 10), sold('b', 90)]);
  expect([line.count, line.note]).toEqual([3, 'Product b lasts about a day']);
  expect(stockLine({ items: [low('a', 0)], next_cursor: null }, [sold('a', 3)]).note).toBe('Product a is gone');
  expect(stockLine({ items: [low('c', 1)], next_cursor: null }, []).note).toBeUndefined();
});

test('Moments apart are said in the unit that fits', () => {
  expect(apart('2026-11-30T11:20:00Z', now)).toBe('40 minutes ago');
  expect(apart('2026-11-29T12:00:00Z', now)).toBe('24 hours ago');
  expect(apart('2026-11-20T12:00:00Z', now)).toBe('10 days ago');
  expect(apart('2026-11-30T17:00:00Z', now)).toBe('in 5 hours');
});
