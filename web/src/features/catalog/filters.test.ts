// Filters and addresses are two ways of writing the same thing.
import { expect, test } from 'vitest';
import { filtersFrom, isNarrowed, noFilters, queryFor, searchFor, sortsFor, type Filters } from './filters';

const all: Filters = { q: 'oak & ash', category: 'kitchen', vendor_id: 'v1', min_price: '5', max_price: '99.50', in_stock: true, sort: '-price' };

test('What is written into an address comes back out of it', () => {
  expect(filtersFrom(new URLSearchParams(searchFor(all).toString()))).toEqual(all);
  expect(filtersFrom(new URLSearchParams(''))).toEqual(noFilters);
});

test('No filters leave no trace in the address', () => {
  expect(searchFor(noFilters).toString()).toBe('');
  expect(searchFor({ ...noFilters, q: '   ' }).toString()).toBe('');
});

test('Nonsense in an address is dropped, not sent on', () => {
  const filters = filtersFrom(new URLSearchParams('min_price=-3&max_price=1e9&sort=drop+table&in_stock=yes&cursor=abc'));
  expect(filters).toEqual(noFilters);
});

test('The host is asked only for what was chosen', () => {
  expect(queryFor({ ...noFilters, in_stock: true })).toEqual({ in_stock: true });
  expect(queryFor(all)).toEqual({ q: 'oak & ash', category: 'kitchen', vendor_id: 'v1', min_price: '5', max_price: '99.50', in_stock: true, sort: '-price' });
});

test('Sorting alone does not narrow the catalog', () => {
  expect(isNarrowed({ ...noFilters, sort: 'price' })).toBe(false);
  expect(isNarrowed({ ...noFilters, category: 'kitchen' })).toBe(true);
});

test('The bestselling first is a choice, with words and without', () => {
  for (const filters of [noFilters, all]) expect(sortsFor(filters).map((sort) => sort.value)).toContain('best');
  expect(queryFor(filtersFrom(new URLSearchParams('sort=best')))).toEqual({ sort: 'best' });
});
