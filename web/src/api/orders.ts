// Quotes, placement, and everything a shopper may read or do with an order afterwards.
import { get, patch, post, type QueryValue } from './client';
import { asProblem } from './problem';
import { attempt, keepAttempt } from './session';
import { attemptFor, randomKey } from './attempt';
import type { Order, OrderEvent, OrderStatus, Page, PlaceOrderRequest, Quote, QuoteRequest } from './types';

const path = (orderId: string) => `/api/orders/${encodeURIComponent(orderId)}`;

export function quote(body: QuoteRequest, signal?: AbortSignal): Promise<Quote> {
  return post<Quote>('/api/checkout/quote', body, { auth: 'guest', signal });
}

/** `cartVersion` keeps two equal orders, placed one after the other on purpose, apart. */
export async function placeOrder(body: PlaceOrderRequest, cartVersion: number): Promise<Order> {
  const mine = attemptFor(attempt(), { cartVersion, body }, randomKey);
  keepAttempt(mine);
  try {
    const order = await post<Order>('/api/orders', body, { auth: 'guest', headers: { 'Idempotency-Key': mine.key } });
    keepAttempt(null);
    return order;
  } catch (error) {
    // A refusal ends the attempt; a lost answer does not, because the order may exist.
    if (!asProblem(error).outcomeUnknown) keepAttempt(null);
    throw error;
  }
}

export function listOrders(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<Order>> {
  return get<Page<Order>>('/api/orders', { query, signal });
}

export function getOrder(orderId: string, signal?: AbortSignal): Promise<Order> {
  return get<Order>(path(orderId), { signal });
}

export async function listEvents(orderId: string, signal?: AbortSignal): Promise<OrderEvent[]> {
  return (await get<Page<OrderEvent>>(`${path(orderId)}/events`, { query: { limit: 200 }, signal })).items;
}

export function cancelOrder(orderId: string, reason?: string): Promise<Order> {
  return post<Order>(`${path(orderId)}/cancel`, reason ? { reason } : {});
}

export function moveOrder(orderId: string, status: OrderStatus): Promise<Order> {
  return patch<Order>(path(orderId), { status });
}
