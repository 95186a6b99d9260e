// Stock as those see it who look after it: lists, counts, the books of a product, and when it runs low.
import { get, post, request, type QueryValue } from '../core/client';
import type { AdjustmentLine, AdjustManyReply, LowStockLine, Page, Shortage, StockMovement } from '../types';

const of = (productId: string) => `/api/inventory/${encodeURIComponent(productId)}`;

/** Without `low` what runs low as each product says itself; `any` is all that was stocked once. */
export const listStock = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<LowStockLine>>('/api/inventory', { query, signal });

export const listMovements = (productId: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<StockMovement>>(`${of(productId)}/ledger`, { query, signal });

/** `key` stays the same while one count is tried again, so that a lost answer does not count it twice. */
export const adjustMany = (lines: AdjustmentLine[], mode: 'good' | 'all', key: string) =>
  post<AdjustManyReply>('/api/inventory/adjustments', { lines, mode }, { headers: { 'Idempotency-Key': key } });

export const setLowAt = async (productId: string, lowAt: number): Promise<number> =>
  (await request<{ low_at: number }>('PUT', `${of(productId)}/low`, { body: { low_at: lowAt } })).data.low_at;

/** Paid orders whose units were gone when they were to be deducted. */
export const listShortages = (signal?: AbortSignal) => get<Page<Shortage>>('/api/inventory/shortages', { signal });
