// Payments: what a payment waits for, the shopper's answer to a challenge, and what staff see and do.
import { get, post, type QueryValue } from './core/client';
import type { components } from './schema';
import type { Page } from './types';

const id = encodeURIComponent;

type Schemas = components['schemas'];

/** What an order's payment waits for, as the order shows it under `payment.next_action`. */
export type PaymentWait = Pick<Schemas['next_action_body'], 'kind' | 'url' | 'account' | 'account_holder' | 'reference' | 'amount' | 'received' | 'expires_at'>;
export type Payment = Schemas['payment_reply'];
export type PaymentMethod = Schemas['payment_method_reply'];
export type PaymentForm = NonNullable<PaymentMethod['form']>;
export type PaymentsPage = Schemas['payments_page'];
export type LedgerEntry = Schemas['ledger_reply'];
export type NotedDifference = Schemas['noted_difference'];
export type Challenge = Schemas['challenge_reply'];
export type Dispute = Schemas['dispute_reply'];

/** The address comes from the order; only the shopper whose payment it is gets an answer there. */
export const answerChallenge = (url: string, approved: boolean) => post<Challenge>(url, { approved });

/** Asks how a payment stands, whose shopper comes back from the provider's own page: the shop asks the provider before it answers. */
export const lookAtChallenge = (paymentId: string, signal?: AbortSignal) => get<Challenge>(`/api/payments/challenges/${id(paymentId)}`, { signal });

/** In the order in which to offer them; empty when the shop takes no payments. */
export const listPaymentMethods = async (signal?: AbortSignal): Promise<PaymentMethod[]> =>
  (await get<Schemas['payment_methods_reply']>('/api/payment-methods', { auth: 'none', signal })).items;

export const listPayments = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<PaymentsPage>('/api/payments', { query, signal });

export const listLedger = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<LedgerEntry>>('/api/payments/ledger', { query, signal });

export const listDifferences = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<NotedDifference>>('/api/payments/differences', { query, signal });

export const listDisputes = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Dispute>>('/api/payments/disputes', { query, signal });

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
