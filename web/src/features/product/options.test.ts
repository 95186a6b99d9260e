// From chosen options to the variant they mean.
import { expect, test } from 'vitest';
import type { Product } from '../../api/types';
import { axesOf, choiceOf, isPossible, swatchesOf, variantFor } from './options';

const product = (id: string, options: Product['options'], parent_id?: string): Product => ({ product_id: id, name: id, description: '', price: 1, currency: 'USD', category: 'c', vendor_id: 'v', images: [], tax_class: 'standard', requires_shipping: true, weight_g: 0, status: 'active' as const, version: 1, stock: { available: 9 }, updated_at: '2026-11-20T00:00:00Z', options, parent_id });
const parent = product('p', { size: ['S', 'M', 'L'], colour: ['Red', 'Blue'] });
const variants = [product('sr', { size: 'S', colour: 'Red' }, 'p'), product('mb', { colour: 'Blue', size: 'M' }, 'p'), product('mr', { size: 'M', colour: 'Red' }, 'p')];

test('Axes keep the parent’s order and list only what is sold', () => {
  expect(axesOf(parent, variants)).toEqual([
    { name: 'size', values: ['S', 'M'] },
    { name: 'colour', values: ['Red', 'Blue'] },
  ]);
});

test('A full choice means one variant; half a choice means none', () => {
  const axes = axesOf(parent, variants);
  expect(variantFor(variants, axes, { size: 'M', colour: 'Blue' })?.product_id).toBe('mb');
  expect(variantFor(variants, axes, { size: 'M' })).toBeNull();
  expect(variantFor(variants, axes, { size: 'S', colour: 'Blue' })).toBeNull();
});

test('What cannot be had together is known', () => {
  expect(isPossible(variants, { size: 'S' }, 'colour', 'Blue')).toBe(false);
  expect(isPossible(variants, { size: 'M' }, 'colour', 'Blue')).toBe(true);
});

test('A variant’s own choice leads back to it', () => {
  const axes = axesOf(parent, variants);
  for (const variant of variants) expect(variantFor(variants, axes, choiceOf(variant, axes))).toBe(variant);
});

test('A colour is shown by its picture where every variant of it has it, and a size never', () => {
  const pictured = (id: string, options: Product['options'], image: string) => ({ ...product(id, options, 'p'), images: [image] });
  const shirts = [pictured('1', { colour: 'Red', size: 'S' }, '/red'), pictured('2', { colour: 'Red', size: 'M' }, '/red'), pictured('3', { colour: 'Blue', size: 'S' }, '/blue')];
  const colour = { name: 'colour', values: ['Red', 'Blue'] };
  expect([...(swatchesOf(colour, shirts) ?? [])]).toEqual([
    ['Red', '/red'],
    ['Blue', '/blue'],
  ]);
  expect(swatchesOf({ name: 'size', values: ['S', 'M'] }, shirts)).toBeNull();
  expect(swatchesOf(colour, [...shirts, pictured('4', { colour: 'Red', size: 'L' }, '/other')])).toBeNull();
  expect(swatchesOf(colour, shirts.map((shirt) => ({ ...shirt, images: ['/same'] })))).toBeNull();
  expect(swatchesOf(colour, variants)).toBeNull();
});
