// Invoices and credit notes: an order's own, and the book of all of them for staff.
import { get, getFile, getText, post, type QueryValue, type RequestOptions } from './core/client';
import type { OrderPapers, Paper, PaperList } from './types';

const path = (orderId: string) => `/api/orders/${encodeURIComponent(orderId)}/papers`;

/** With the key from a mail's link it needs no account. */
function keyed(key: string | undefined): Pick<RequestOptions, 'auth' | 'headers'> {
  return key === undefined ? {} : { auth: 'none', headers: { 'Order-Key': key } };
}

export function listPapers(orderId: string, signal?: AbortSignal, key?: string): Promise<OrderPapers> {
  return get<OrderPapers>(path(orderId), { signal, ...keyed(key) });
}

/** The paper as a file. */
export function readPaper(paper: Paper, format: 'pdf' | 'xml', key?: string): Promise<Blob> {
  return getFile(paper.url, { query: { format }, ...keyed(key) });
}

/** Writes what is missing of an order that was paid before the shop said who sells. */
export function writePapers(orderId: string): Promise<OrderPapers> {
  return post<OrderPapers>(path(orderId));
}

export function allPapers(query: Record<string, QueryValue>, signal?: AbortSignal): Promise<PaperList> {
  return get<PaperList>('/api/papers', { query, signal });
}

/** A month's papers as CSV. */
export function readJournal(month: string): Promise<string> {
  return getText('/api/papers/journal', { query: { month } });
}
