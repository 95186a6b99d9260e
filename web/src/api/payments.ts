// Payments: what a payment waits for, the shopper's answer to a challenge, and what staff see and do.
import { get, post, type QueryValue } from './client';
import type { Page } from './types';

const id = encodeURIComponent;

/** What an order's payment waits for, as the order shows it under `payment.next_action`. */
export interface PaymentWait {
  kind: string;
  url?: string | null;
  account?: string | null;
  account_holder?: string | null;
  reference?: string | null;
  /** What is still to be paid. */
  amount: number;
  /** What has arrived and is not enough. */
  received: number;
  instructions?: string | null;
  expires_at: string;
}

export interface Payment {
  payment_id: string;
  order_id: string;
  status: string;
  reason: string | null;
  provider: string;
  method: string;
  amount: number | null;
  captured: number | null;
  refunded: number | null;
  currency: string | null;
  created_at: string;
  next_action: (PaymentWait & { currency: string }) | null;
}

export interface PaymentTotals {
  currency: string;
  captured: number;
  refunded: number;
  kept: number;
  waiting: number;
}

export interface PaymentsPage extends Page<Payment> {
  totals: PaymentTotals | null;
}

export interface LedgerEntry {
  entry_id: string;
  payment_id: string;
  kind: string;
  reference: string | null;
  amount: number;
  currency: string;
  at: string;
}

export interface NotedDifference {
  difference: { payment_id: string; kind: string; reference: string | null; provider: string; ours: LedgerEntry | null; theirs: LedgerEntry | null };
  state: string;
  found_at: string;
  seen_at: string;
}

export interface Challenge {
  payment_id: string;
  status: string;
  reason: string | null;
  amount: number;
  currency: string;
}

/** The address comes from the order; only the shopper whose payment it is gets an answer there. */
export const answerChallenge = (url: string, approved: boolean) => post<Challenge>(url, { approved });

export const listPayments = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<PaymentsPage>('/api/payments', { query, signal });

export const listLedger = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<LedgerEntry>>('/api/payments/ledger', { query, signal });

export const listDifferences = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<NotedDifference>>('/api/payments/differences', { query, signal });

/** `key` stays the same while one transfer is tried again, so that a lost answer does not count it twice. */
export const markReceived = (paymentId: string, body: { amount: number; reference?: string }, key: string) =>
  post<Payment>(`/api/payments/${id(paymentId)}/received`, body, { headers: { 'Idempotency-Key': key } });

/** Compares all books from end to end, a stretch a call. */
export async function reconcile(): Promise<{ repaired: number; open: number }> {
  const sum = { repaired: 0, open: 0 };
  let cursor: string | null = null;
  do {
    const done: { repaired: number; open: number; next_cursor: string | null } = await post('/api/payments/reconciliation', undefined, { query: { cursor } });
    sum.repaired += done.repaired;
    sum.open += done.open;
    cursor = done.next_cursor;
  } while (cursor !== null);
  return sum;
}
