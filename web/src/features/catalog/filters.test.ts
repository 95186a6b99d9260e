// Filters and addresses are two ways of writing the same thing.
import { expect, test } from 'vitest';
import { chosenOf, filtersFrom, isNarrowed, noFilters, queryFor, searchFor, sortsFor, type Filters } from './filters';

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

test('Each of what was chosen can be taken away by itself, and the rest stays', () => {
  const filters: Filters = { ...all, attributes: { Colour: ['Red', 'Blue'], brand: ['Moor'] } };
  const chosen = chosenOf(filters);
  expect(chosen.map((one) => `${one.kind}:${one.name ?? ''}:${one.value}`)).toEqual([
    'q::oak & ash',
    'category::kitchen',
    'vendor_id::v1',
    'price::5–99.50',
    'in_stock::true',
    'attribute:Colour:Red',
    'attribute:Colour:Blue',
    'attribute:brand:Moor',
  ]);
  expect(chosen[5]!.without.attributes).toEqual({ Colour: ['Blue'], brand: ['Moor'] });
  expect(chosen[7]!.without.attributes).toEqual({ Colour: ['Red', 'Blue'] });
  expect(chosen[3]!.without).toMatchObject({ min_price: '', max_price: '', q: 'oak & ash' });
  // Taken away one after the other, all are gone and the order of the list is left.
  let left = filters;
  while (chosenOf(left).length > 0) left = chosenOf(left)[0]!.without;
  expect(searchFor(left).toString()).toBe('sort=-price');
});
