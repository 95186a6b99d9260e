// The tree of categories as pages use it: read once a visit, looked through by path.
import { useQuery } from '@tanstack/react-query';
import type { Category, CategoryStep } from '../../api/categories';
import { queries } from '../../ui/browser/queries';
import { categoriesQuery } from './queries';

/** All nodes, parents before their children. */
export const flat = (tree: Category[]): Category[] => tree.flatMap((category) => [category, ...flat(category.children)]);

/** The way to a path of names: its categories from the root, as far as there are nodes. */
export function wayTo(tree: Category[], path: string): Category[] {
  for (const category of tree) {
    if (category.path === path) return [category];
    if (path.startsWith(`${category.path}/`)) return [category, ...wayTo(category.children, path)];
  }
  return [];
}

export const addressOf = (category: Pick<Category, 'slug_path'> | CategoryStep): string => `/c/${category.slug_path.split('/').map(encodeURIComponent).join('/')}`;

/** Of a path its last name. */
export const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Those whose path has all words of a text, in the order of the tree. */
export function matching(all: Category[], text: string): Category[] {
  const wanted = text.toLocaleLowerCase().split(/[\s/]+/).filter(Boolean);
  return all.filter((category) => {
    const path = category.path.toLocaleLowerCase();
    return wanted.every((word) => path.includes(word));
  });
}

/** Lets pages read the tree again. */
export const forgetCategories = (): void => void queries.invalidateQueries({ queryKey: categoriesQuery.queryKey });

const none: Category[] = [];

/** The tree; empty until it is here, and where it cannot be read: pages then do without it. */
export const useCategories = (): Category[] => useQuery(categoriesQuery).data ?? none;
