// Everybody's carts, for the shop's people: lists page by page, and figures by day.
import { get, type QueryValue } from '../core/client';
import type { CartAnalytics, CartChange, CartReply, CartRow, Page, ProductCart } from '../types';

type Query = Record<string, QueryValue>;

export const listCarts = (query: Query, signal?: AbortSignal) => get<Page<CartRow>>('/api/carts', { query, signal });

export const listAbandonedCarts = (query: Query, signal?: AbortSignal) => get<Page<CartRow>>('/api/carts/abandoned', { query, signal });

export const listCartsWith = (productId: string, query: Query, signal?: AbortSignal) =>
  get<Page<ProductCart>>(`/api/carts/containing/${encodeURIComponent(productId)}`, { query, signal });

export const readCartOf = (userId: string, signal?: AbortSignal) => get<CartReply>(`/api/cart/${encodeURIComponent(userId)}`, { signal });

/** Who changed what, newest first. */
export const listCartChanges = (userId: string, query: Query, signal?: AbortSignal) =>
  get<Page<CartChange>>(`/api/cart/${encodeURIComponent(userId)}/history`, { query, signal });

/** `from` and `to` are days in UTC, both inside. */
export const readCartAnalytics = (from: string, to: string, signal?: AbortSignal) =>
  get<CartAnalytics>('/api/carts/analytics', { query: { from, to }, signal });
