import { expect, test } from 'vitest';
import type { Product } from '../../../../api/types';
import { blankGoods, bodyOf, changedMembers, combinations, conflictsOf, faultsOf, goodsText, isGtin, listOf, merged, missingOf, patchOf, regularPrice, variantBody } from './goodsForm';
import { cellsOf, variantPatch } from './VariantGrid';

const product = {
  product_id: 'p',
  name: 'Mug',
  description: 'A mug.',
  price: 9.5,
  currency: 'USD',
  category: 'Kitchen',
  vendor_id: 'vendor-1',
  images: [],
  stock: { available: 3 },
  updated_at: '2026-01-01T00:00:00Z',
  tax_class: 'standard',
  requires_shipping: true,
  weight_g: 0,
  status: 'active',
  tags: ['new', 'sale'],
  seo: { title: 'Mug!' },
  options: { Size: ['S', 'M'] },
  version: 7,
} as unknown as Product;

test('a form that nobody changed changes nothing', () => {
  expect(patchOf(goodsText(product), goodsText(product))).toEqual({});
});

test('only what was changed is sent, and what was emptied is taken away', () => {
  const before = goodsText(product);
  const now = { ...before, price: '8,25', tags: 'sale, winter ,Sale', seo_title: ' ', weight_g: '120', prices_include_tax: 'true', axes: [] };
  expect(patchOf(before, now)).toEqual({ price: 8.25, tags: ['sale', 'winter'], seo: { title: null }, weight_g: 120, prices_include_tax: true, options: null });
  expect(patchOf({ ...before, sku: 'A' }, before)).toEqual({ sku: null });
  expect(patchOf(before, { ...before, currency: 'EUR' })).toEqual({ currency: 'EUR', price: 9.5 });
});

test('a new product says what was typed and nothing else', () => {
  const text = { ...blankGoods('EUR'), name: 'Mug', category: 'Kitchen', price: '5', sku: 'M-1' };
  expect(bodyOf(text, null)).toEqual({ name: 'Mug', category: 'Kitchen', price: 5, currency: 'EUR', status: 'draft', sku: 'M-1' });
  expect(bodyOf({ ...text, status: 'active' }, 'vendor-2')).toMatchObject({ vendor_id: 'vendor-2', status: 'active' });
});

test('two editors lose nothing: what only one changed stays, what both changed is asked', () => {
  const base = goodsText(product);
  const mine = { ...base, name: 'My mug', price: '8.00' };
  const theirs = { ...base, name: 'Their mug', category: 'Table', brand: 'Wörks' };
  expect(conflictsOf(base, mine, theirs)).toEqual(['name']);
  const now = merged(base, mine, theirs);
  expect(now).toMatchObject({ name: 'My mug', price: '8.00', category: 'Table', brand: 'Wörks' });
  expect(changedMembers(theirs, now)).toEqual(['name', 'price']);
  expect(conflictsOf(base, mine, { ...base, name: 'My mug' })).toEqual([]);
});

test('what is no amount or barcode is said before it is sent', () => {
  expect(faultsOf({ ...goodsText(product), price: 'ten', weight_g: '1.5', barcode: '4006381333932' })).toMatchObject({
    price: [expect.any(String)],
    weight_g: [expect.any(String)],
    barcode: [expect.any(String)],
  });
  expect(faultsOf(goodsText(product))).toEqual({});
  expect(['96385074', '4006381333931', '036000291452'].map(isGtin)).toEqual([true, true, true]);
});

test('combinations are every choice once, and those that there are are not made again', () => {
  const axes = [
    { name: 'Size', values: 'S, M' },
    { name: 'Colour', values: 'Red, Blue, red' },
    { name: ' ', values: 'x' },
  ];
  expect(combinations(axes)).toHaveLength(4);
  const red = { ...product, options: { Size: 'S', Colour: 'Red' } } as Product;
  expect(missingOf(axes, [red])).toEqual([
    { Size: 'S', Colour: 'Blue' },
    { Size: 'M', Colour: 'Red' },
    { Size: 'M', Colour: 'Blue' },
  ]);
  expect(combinations([])).toEqual([]);
  expect(listOf(' a ,, B,b')).toEqual(['a', 'B']);
});

test('a price for a time is never taken for the price itself', () => {
  const onSale = { ...product, price: 5, compare_at_price: 9.5, sale: { ends_at: '2026-12-24T00:00:00Z' } } as unknown as Product;
  expect(regularPrice(onSale)).toBe(9.5);
  expect(goodsText(onSale).price).toBe('9.50');
  expect(variantBody(onSale, { Size: 'S' }).price).toBe(9.5);
  expect(cellsOf(onSale).price).toBe('9.50');
  expect(variantPatch(cellsOf(onSale), { ...cellsOf(onSale), sku: 'A' })).toEqual({ sku: 'A' });
  // A reduction for good is the price.
  const reduced = { ...product, price: 5, compare_at_price: 9.5 } as unknown as Product;
  expect(variantBody(reduced, { Size: 'S' }).price).toBe(5);
  expect(cellsOf(reduced).price).toBe('5.00');
});
