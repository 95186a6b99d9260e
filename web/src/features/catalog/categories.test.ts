import { expect, test } from 'vitest';
import type { Category } from '../../api/categories';
import { addressOf, flat, lastName, matching, wayTo } from './categories';

const node = (path: string, slug_path: string, children: Category[] = []): Category => ({
  category_id: slug_path,
  name: lastName(path),
  path,
  slug: lastName(slug_path),
  slug_path,
  position: 0,
  description: '',
  products: 0,
  version: 1,
  children,
});

const tree = [node('Home', 'home', [node('Home/Kitchen', 'home/kitchen', [node('Home/Kitchen/Mugs', 'home/kitchen/mugs')])]), node('Home & Garden', 'home-garden'), node('杯', '杯')];

test('the way to a path goes from the root as far as there are nodes', () => {
  expect(wayTo(tree, 'Home/Kitchen/Mugs').map((category) => category.name)).toEqual(['Home', 'Kitchen', 'Mugs']);
  expect(wayTo(tree, 'Home/Kitchen/Other').map((category) => category.name)).toEqual(['Home', 'Kitchen']);
  expect(wayTo(tree, 'Home & Garden').map((category) => category.name)).toEqual(['Home & Garden']);
  expect(wayTo(tree, 'Homes')).toEqual([]);
});

test('every node is listed, parents first, and its address is ready to be a link', () => {
  expect(flat(tree).map((category) => category.path)).toEqual(['Home', 'Home/Kitchen', 'Home/Kitchen/Mugs', 'Home & Garden', '杯']);
  expect(flat(tree).map(addressOf)).toEqual(['/c/home', '/c/home/kitchen', '/c/home/kitchen/mugs', '/c/home-garden', '/c/%E6%9D%AF']);
});

test('words find categories by any part of their path, whatever the case', () => {
  expect(matching(flat(tree), 'home mug').map((category) => category.path)).toEqual(['Home/Kitchen/Mugs']);
  expect(matching(flat(tree), 'KITCHEN').map((category) => category.path)).toEqual(['Home/Kitchen', 'Home/Kitchen/Mugs']);
  expect(matching(flat(tree), '')).toHaveLength(5);
});
