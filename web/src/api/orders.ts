// Quotes, placement, and everything a shopper may read or do with an order afterwards.
import { get, patch, post, type QueryValue, type RequestOptions } from './core/client';
import { asProblem } from './core/problem';
import { attempt, keepAttempt } from './core/session';
import { attemptFor, randomKey } from './core/attempt';
import type { HeldOrder, Order, OrderNote, OrderEvent, OrderReturn, OrderStatus, Page, PlaceOrderRequest, ProofOfSending, Quote, QuoteRequest, Refund, RefundAsk, RefundQuote, RefundQuoteAsk, ReturnMove, SendParcel, Today, Units, Verdict, Withdrawal, WithdrawalAsk, WithdrawalRight } from './types';

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

/** Sends the order's link once more to the address it was placed with, if both are right; the answer does not tell. */
export function lookUpOrder(order_id: string, email: string): Promise<void> {
  return post<void>('/api/orders/lookup', { order_id, email }, { auth: 'none' });
}

export function listOrders(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<Order>> {
  return get<Page<Order>>('/api/orders', { query, signal });
}

/** With the key from a mail's link the order opens without an account; nothing else does. */
export function getOrder(orderId: string, signal?: AbortSignal, key?: string): Promise<Order> {
  return get<Order>(path(orderId), { signal, ...keyed(key) });
}

export async function listEvents(orderId: string, signal?: AbortSignal, key?: string): Promise<OrderEvent[]> {
  return (await get<Page<OrderEvent>>(`${path(orderId)}/events`, { query: { limit: 200 }, signal, ...keyed(key) })).items;
}

export function keyed(key: string | undefined): Pick<RequestOptions, 'auth' | 'headers'> {
  return key === undefined ? {} : { auth: 'none', headers: { 'Order-Key': key } };
}

export function cancelOrder(orderId: string, reason?: string): Promise<Order> {
  return post<Order>(`${path(orderId)}/cancel`, reason ? { reason } : {});
}

/** Only if the order still is what the page has shown: somebody else's change is never overwritten. */
export function moveOrder(order: Order, status: OrderStatus, reason?: string): Promise<Order> {
  return patch<Order>(path(order.order_id), { status, ...(reason ? { reason } : {}) }, { headers: { 'If-Match': `"${order.version}"` } });
}

/** Some units leave in a parcel of the shop's own. On the version seen, so that a second press is refused. */
export function sendParcel(order: Order, parcel: SendParcel): Promise<Order> {
  return post<Order>(`${path(order.order_id)}/shipments`, parcel, { headers: { 'If-Match': `"${order.version}"` } });
}

export function parcelArrived(order: Order, number: number): Promise<Order> {
  return patch<Order>(`${path(order.order_id)}/shipments/${number}`, { status: 'delivered' }, { headers: { 'If-Match': `"${order.version}"` } });
}

export function editLines(order: Order, items: Units[], reason: string, key: string): Promise<Order> {
  return patch<Order>(`${path(order.order_id)}/lines`, { items, ...(reason ? { reason } : {}) }, { headers: { 'If-Match': `"${order.version}"`, 'Idempotency-Key': key } });
}

export function askReturn(orderId: string, items: Units[], reason: string, key: string): Promise<OrderReturn> {
  return post<OrderReturn>(`${path(orderId)}/returns`, { items, ...(reason ? { reason } : {}) }, { headers: { 'Idempotency-Key': key } });
}

/** The right of withdrawal; like everything about it open to whoever has the key of a mail's link. */
export function readWithdrawal(orderId: string, signal?: AbortSignal, key?: string): Promise<WithdrawalRight> {
  return get<WithdrawalRight>(`${path(orderId)}/withdrawal`, { signal, ...keyed(key) });
}

/** Step one: says what it would be, and binds nothing. */
export function draftWithdrawal(orderId: string, ask: WithdrawalAsk, key?: string): Promise<Withdrawal> {
  return post<Withdrawal>(`${path(orderId)}/withdrawal`, ask, keyed(key));
}

/** Step two: binding. The same `once` again is the same withdrawal. */
export function confirmWithdrawal(orderId: string, ask: WithdrawalAsk, once: string, key?: string): Promise<Withdrawal> {
  const by = keyed(key);
  return post<Withdrawal>(`${path(orderId)}/withdrawal/confirm`, ask, { ...by, headers: { ...by.headers, 'Idempotency-Key': once } });
}

export function proveSending(orderId: string, returnId: string, proof: ProofOfSending, key?: string): Promise<OrderReturn> {
  return post<OrderReturn>(`${path(orderId)}/withdrawal/returns/${encodeURIComponent(returnId)}/sent`, proof, keyed(key));
}

export function listWithdrawals(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<Withdrawal>> {
  return get<Page<Withdrawal>>('/api/withdrawals', { query, signal });
}

export function listReturns(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<OrderReturn>> {
  return get<Page<OrderReturn>>('/api/returns', { query, signal });
}

export function moveReturn(one: OrderReturn, move: ReturnMove): Promise<OrderReturn> {
  return patch<OrderReturn>(`/api/returns/${encodeURIComponent(one.return_id)}`, move, { headers: { 'If-Match': `"${one.version}"` } });
}

/** The same key pays back once. */
export function refundOrder(orderId: string, ask: RefundAsk, key: string): Promise<Refund> {
  return post<Refund>(`${path(orderId)}/refunds`, ask, { headers: { 'Idempotency-Key': key } });
}

export function verifyOrder(orderId: string): Promise<Verdict> {
  return get<Verdict>(`${path(orderId)}/verify`);
}

/** Takes held money ahead of the parcels; without an amount all that is not taken yet. */
export function captureOrder(orderId: string, amount: number | undefined, key: string): Promise<Order> {
  return post<Order>(`${path(orderId)}/capture`, amount === undefined ? {} : { amount }, { headers: { 'Idempotency-Key': key } });
}

export function releaseOrder(orderId: string, reason: string): Promise<Order> {
  return post<Order>(`${path(orderId)}/void`, reason ? { reason } : {});
}

export function listHeld(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<HeldOrder>> {
  return get<Page<HeldOrder>>('/api/orders/holds', { query, signal });
}

/** How much waits for somebody, and since when; what the caller may not see is null. */
export function readToday(signal?: AbortSignal): Promise<Today> {
  return get<Today>('/api/orders/today', { signal });
}

/** What that refund, or that return, would pay back: the shop's own rule, and nothing is done. */
export function quoteRefund(orderId: string, ask: RefundQuoteAsk, signal?: AbortSignal): Promise<RefundQuote> {
  return post<RefundQuote>(`${path(orderId)}/refunds/quote`, ask, { signal });
}

/** What staff wrote down about an order, newest first. */
export function listOrderNotes(orderId: string, query: Record<string, QueryValue>, signal?: AbortSignal): Promise<Page<OrderNote>> {
  return get<Page<OrderNote>>(`${path(orderId)}/notes`, { query, signal });
}

export function writeOrderNote(orderId: string, text: string): Promise<OrderNote> {
  return post<OrderNote>(`${path(orderId)}/notes`, { text });
}
