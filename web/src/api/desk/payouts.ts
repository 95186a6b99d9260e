// How vendors are paid: by the provider, what banks answer, what came back, and where a vendor's money goes.
import { get, post, put, type QueryValue } from '../core/client';
import type { AccountChange, BankAnswer, Page, Payout, PayoutAsk, PayoutProvider, PayoutTransfer, VendorAccount } from '../types';

/** An account at a bank or at Stripe; what is left out stays. */
export interface AccountAsk {
  holder?: string;
  iban?: string;
  bic?: string;
  stripe_account?: string;
}

export const readPayoutProvider = (signal?: AbortSignal) => get<PayoutProvider>('/api/payouts/provider', { signal });

/** `key` stays the same while one payout is tried again, so that a lost answer cannot pay twice. */
export const sendPayout = (payout: PayoutAsk, key: string) =>
  post<PayoutTransfer>('/api/payouts/transfers', payout, { headers: { 'Idempotency-Key': key } });

export const listPayoutTransfers = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<PayoutTransfer>>('/api/payouts/transfers', { query, signal });

/** The bank's XML as it is. */
export const uploadBankAnswer = (file: Blob) => post<BankAnswer>('/api/payouts/answers', file, { headers: { 'Content-Type': 'application/xml' } });

/** Without an amount all that had not come back. */
export const payoutCameBack = (payoutId: string, reason: string, amount?: number) =>
  post<Payout>(`/api/payouts/${encodeURIComponent(payoutId)}/returned`, { reason, ...(amount === undefined ? {} : { amount }) });

export const listAccountChanges = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<AccountChange>>('/api/payouts/account-changes', { query, signal });

export const confirmVendorAccount = (vendorId: string, updated_at: string) =>
  post<VendorAccount>(`/api/payouts/accounts/${encodeURIComponent(vendorId)}/confirm`, { updated_at });

/** The password again: what it answers holds for five minutes. */
export const provePassword = (password: string) => post<{ proof: string }>('/api/users/me/password/proof', { password });

export const saveOwnAccount = (proof: string, account: AccountAsk) => put<VendorAccount>('/api/vendor/account', { proof, ...account });
