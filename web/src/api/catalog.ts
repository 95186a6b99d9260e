// Catalog reads: products, variants, recommendations. No token is sent, so answers can be cached.
import { get, type QueryValue } from './core/client';
import type { Page, Product, ProductPage, Recommendation, Suggestions } from './types';

export function listProducts(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<ProductPage> {
  return get<ProductPage>('/api/products', { auth: 'none', query, signal });
}

export function suggest(q: string, signal?: AbortSignal): Promise<Suggestions> {
  return get<Suggestions>('/api/search/suggest', { auth: 'none', query: { q }, signal });
}

export function getProduct(id: string, signal?: AbortSignal): Promise<Product> {
  return get<Product>(`/api/products/${encodeURIComponent(id)}`, { auth: 'none', signal });
}

/** By its address: the slug that it has or had, or its id. */
export function getProductAt(slug: string, signal?: AbortSignal): Promise<Product> {
  return get<Product>(`/api/products/by-slug/${encodeURIComponent(slug)}`, { auth: 'none', signal });
}

/** Of a product; the pages show no more. */
export const VARIANTS_MAX = 100;

export async function listVariants(parentId: string, signal?: AbortSignal): Promise<Product[]> {
  const page = await get<Page<Product>>('/api/products', { auth: 'none', query: { parent_id: parentId, limit: VARIANTS_MAX }, signal });
  // A host that does not know the filter would answer with the whole catalog.
  return page.items.filter((product) => product.parent_id === parentId);
}

/** What is bought most of now. */
export async function popular(limit: number, signal?: AbortSignal): Promise<Recommendation[]> {
  return (await get<Page<Recommendation>>('/api/recommendations', { auth: 'none', query: { limit }, signal })).items;
}

export async function recommendFor(productId: string, signal?: AbortSignal): Promise<Recommendation[]> {
  const query = { product_id: productId, limit: 5 };
  return (await get<Page<Recommendation>>('/api/recommendations', { auth: 'optional', query, signal })).items;
}
