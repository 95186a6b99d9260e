// Filters and addresses are two ways of writing the same thing.
import { expect, test } from 'vitest';
import { dayAfter, filtersFrom, isNarrowed, noFilters, queryFor, searchFor, type OrderFilters } from './filters';

const all: OrderFilters = {
  status: 'partially_shipped', q: 'ada & co', from: '2026-02-27', to: '2026-02-28', product_id: 'p1', user_id: 'u1', min_total: '5', max_total: '99.500', currency: 'USD', sort: '-total_price',
};

test('What is written into an address comes back out of it', () => {
  expect(filtersFrom(new URLSearchParams(searchFor(all).toString()))).toEqual(all);
  expect(filtersFrom(new URLSearchParams(''))).toEqual(noFilters);
  expect(searchFor({ ...noFilters, q: '  ' }).toString()).toBe('');
});

test('Nonsense in an address is dropped, not sent on', () => {
  expect(filtersFrom(new URLSearchParams('status=lost&from=2026-2-1&to=tomorrow&currency=dollars&max_total=-3&sort=drop+table&cursor=abc'))).toEqual(noFilters);
});

test('An amount without its currency is dropped, because the shop would refuse the whole list', () => {
  expect(filtersFrom(new URLSearchParams('min_total=5'))).toEqual(noFilters);
});

test('The last day is in the list, and days are those of the shop, which the host counts', () => {
  expect(queryFor(all)).toMatchObject({ from: '2026-02-27', to: '2026-03-01' });
  expect(dayAfter('2026-10-25')).toBe('2026-10-26');
  expect(dayAfter('2028-02-28')).toBe('2028-02-29');
  expect(dayAfter('2026-02-30')).toBe('');
  expect(queryFor(noFilters)).toEqual(noFilters);
});

test('Sorting alone does not narrow a list', () => {
  expect(isNarrowed({ ...noFilters, sort: 'created_at' })).toBe(false);
  expect(isNarrowed({ ...noFilters, q: 'ada' })).toBe(true);
});
