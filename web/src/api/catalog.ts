// Catalog reads: products, variants, recommendations. No token is sent, so answers can be cached.
import { get, type QueryValue } from './client';
import type { Page, Product, ProductPage, Recommendation } from './types';

export function listProducts(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<ProductPage> {
  return get<ProductPage>('/api/products', { auth: 'none', query, signal });
}

export function getProduct(id: string, signal?: AbortSignal): Promise<Product> {
  return get<Product>(`/api/products/${encodeURIComponent(id)}`, { auth: 'none', signal });
}

export async function listVariants(parentId: string, signal?: AbortSignal): Promise<Product[]> {
  const page = await get<Page<Product>>('/api/products', { auth: 'none', query: { parent_id: parentId, limit: 100 }, signal });
  // A host that does not know the filter would answer with the whole catalog.
  return page.items.filter((product) => product.parent_id === parentId);
}

export async function recommendFor(productId: string, signal?: AbortSignal): Promise<{ product: Product; reason: string }[]> {
  const page = await get<Page<Recommendation>>('/api/recommendations', {
    auth: 'optional',
    query: { product_id: productId, limit: 4 },
    signal,
  });
  const found = await Promise.all(
    page.items.slice(0, 4).map(async ({ product, product_id, reason }) => {
      // One product that is gone must not take the whole row with it.
      const whole = product ?? (product_id ? await getProduct(product_id, signal).catch(() => null) : null);
      return whole ? { product: whole, reason } : null;
    }),
  );
  return found.filter((entry) => entry !== null);
}
