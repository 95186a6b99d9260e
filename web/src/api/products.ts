// What those who look after goods read and change: withheld products too, many at once, and who changed what.
import { get, patch, post, remove, request, type QueryValue } from './core/client';
import type { BulkChange, BulkGoodsReply, GoodsBody, GoodsPatch, LowStockLine, Page, Product, ProductChange, ProductPage, ScheduledSale } from './types';

const one = (productId: string) => `/api/products/${encodeURIComponent(productId)}`;

/** Without a status the host answers what shoppers see. */
export const listGoods = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<ProductPage>('/api/products', { query: { status: 'any', ...query }, signal });

export const readGoods = (productId: string, signal?: AbortSignal) => get<Product>(one(productId), { signal });

/** All variants, whatever their status; a product has at most a few hundred. */
export async function listVariantsOf(parentId: string, signal?: AbortSignal): Promise<Product[]> {
  const all: Product[] = [];
  let cursor: string | undefined;
  do {
    const page = await listGoods({ parent_id: parentId, limit: 200, cursor }, signal);
    all.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all.reverse();
}

/** Of a product without a price for a time its state is none. */
export const readSale = (productId: string, signal?: AbortSignal) => get<ScheduledSale>(`${one(productId)}/sale`, { signal });

export const createGoods = (body: GoodsBody) => post<Product>('/api/products', body);

/** Refused with 412 where somebody changed it since `version`; without one it is changed whatever it is. */
export const changeGoods = async (productId: string, change: GoodsPatch, version?: number): Promise<Product> =>
  (await request<Product>('PATCH', one(productId), { body: change, headers: version === undefined ? {} : { 'If-Match': `"${version}"` } })).data;

export const setGoodsStatus = (product: Product, status: Product['status']) => patch<Product>(one(product.product_id), { status });

export const deleteGoods = (productId: string, version: number) => remove<void>(one(productId), { headers: { 'If-Match': `"${version}"` } });

/** `key` stays the same while one change is tried again, so that a lost answer does not change prices twice. */
export const changeMany = (productIds: string[], change: BulkChange, mode: 'good' | 'all', key: string) =>
  post<BulkGoodsReply>('/api/products/bulk', { product_ids: productIds, change, mode }, { headers: { 'Idempotency-Key': key } });

export const listChanges = (productId: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<ProductChange>>(`${one(productId)}/history`, { query, signal });

/** What was stocked once and of which at most `low` units can be bought. */
export const listLowStock = (low: number, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<LowStockLine>>('/api/inventory', { query: { low, ...query }, signal });
