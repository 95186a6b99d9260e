// What the pages of the catalog read, by name: whoever comes back to a list or a product finds it as it was left, and a moment later as it is.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getProduct, getProductAt, listProducts, listVariants, popular, recommendFor, suggest, VARIANTS_MAX } from '../../api/catalog';
import { readCategories, readCategoryAt, type Category, type CategoryStep } from '../../api/categories';
import { url } from '../../api/core/client';
import type { Page, Product, ProductPage } from '../../api/types';
import { firstData } from '../../ui/browser/firstData';
import { queries } from '../../ui/browser/queries';
import { queryFor, searchFor, type Filters } from './filters';

const PAGE = 24;

type CategoryAt = { category: Category; line: CategoryStep[] };

/** For so long nothing is asked again: who goes back and forth does not ask each time. */
const FRESH_MS = 30_000;

export function productsQuery(filters: Filters) {
  const query = { ...queryFor(filters), limit: PAGE };
  return infiniteQueryOptions({
    queryKey: ['catalog', 'products', filters.q, searchFor(filters).toString()] as const,
    queryFn: ({ pageParam, signal }) => listProducts({ ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: ProductPage) => last.next_cursor ?? undefined,
    initialData: () => {
      const first = firstData<ProductPage>(url('/api/products', query));
      return first && { pages: [first], pageParams: [undefined] };
    },
    staleTime: FRESH_MS,
    // Of the same words the list stays while other filters are asked for; other words begin anew.
    placeholderData: (before, asked) => (asked?.queryKey[2] === filters.q ? before : undefined),
  });
}

export const categoryQuery = (slugPath: string) =>
  queryOptions({
    queryKey: ['catalog', 'category', slugPath],
    queryFn: ({ signal }) => readCategoryAt(slugPath, signal),
    initialData: () => firstData<CategoryAt>(`/api/categories/by-slug/${slugPath.split('/').map(encodeURIComponent).join('/')}`),
    staleTime: FRESH_MS,
  });

export const categoriesQuery = queryOptions({
  queryKey: ['catalog', 'categories'],
  queryFn: ({ signal }) => readCategories(signal),
  initialData: () => firstData<{ items: Category[] }>('/api/categories')?.items,
  staleTime: Infinity,
});

export const suggestQuery = (words: string) =>
  queryOptions({ queryKey: ['catalog', 'suggest', words], queryFn: ({ signal }) => suggest(words, signal), staleTime: FRESH_MS });

export const popularQuery = (limit: number) =>
  queryOptions({ queryKey: ['catalog', 'popular', limit], queryFn: ({ signal }) => popular(limit, signal), staleTime: FRESH_MS });

export const productQuery = (id: string) => queryOptions({ queryKey: ['catalog', 'product', id], queryFn: ({ signal }) => getProduct(id, signal), staleTime: FRESH_MS });

export const recommendedQuery = (id: string) =>
  queryOptions({ queryKey: ['catalog', 'recommended', id], queryFn: ({ signal }) => recommendFor(id, signal), staleTime: FRESH_MS });

/** What there is to choose among everything: its categories, and who sells here. */
export const facetsQuery = queryOptions({
  queryKey: ['catalog', 'facets'],
  queryFn: async ({ signal }) => {
    const { facets } = await listProducts({ limit: 1 }, signal);
    return { categories: facets?.categories ?? [], vendors: facets?.vendors ?? [] };
  },
  staleTime: 10 * 60_000,
});

/** A product with its variants. */
export interface Family {
  parent: Product;
  variants: Product[];
}

export const belongs = (id: string, { parent, variants }: Family): boolean =>
  parent.product_id === id || parent.slug === id || variants.some((variant) => variant.product_id === id);

async function readFamily(id: string, signal: AbortSignal): Promise<Family> {
  const product = await getProductAt(id, signal);
  const parent = product.parent_id ? await getProduct(product.parent_id, signal) : product;
  return { parent, variants: parent.has_variants ? await listVariants(parent.product_id, signal) : [] };
}

/** As the host has written it into the page, where it has written all of it. */
function writtenFamily(id: string): Family | undefined {
  const product = firstData<Product>(`/api/products/by-slug/${encodeURIComponent(id)}`);
  const parent = product?.parent_id ? firstData<Product>(`/api/products/${encodeURIComponent(product.parent_id)}`) : product;
  if (!parent) return undefined;
  const variants = parent.has_variants ? firstData<Page<Product>>(url('/api/products', { parent_id: parent.product_id, limit: VARIANTS_MAX }))?.items : [];
  return variants && { parent, variants };
}

/** By an id or an address of any of the family: who turns from one variant to another, or comes back to one, is shown what is known. */
export function familyQuery(id: string) {
  const known = () => queries.getQueryCache().findAll({ queryKey: ['catalog', 'family'] }).find((one) => one.state.data && belongs(id, one.state.data as Family));
  return queryOptions({
    queryKey: ['catalog', 'family', id],
    queryFn: ({ signal }) => readFamily(id, signal),
    initialData: () => (known()?.state.data as Family | undefined) ?? writtenFamily(id),
    initialDataUpdatedAt: () => known()?.state.dataUpdatedAt,
    staleTime: FRESH_MS,
  });
}
