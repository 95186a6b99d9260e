// What a vendor reads and does: its orders, parcels, balance and report; and what the shop's people do about payouts.
import type { AccountAsk } from './payouts';
import { get, getFile, getText, patch, post, put, type QueryValue } from '../core/client';
import type { BulkReply, OrderStatus, Owed, Page, Payout, PayoutAsk, PayoutDifferences, PayoutFile, LedgerSums, SendParcel, VendorAccount, VendorBalance, VendorOrder, VendorReport, VendorSummary } from '../types';

const order = (orderId: string) => `/api/vendor/orders/${encodeURIComponent(orderId)}`;
const seen = (version: number) => ({ headers: { 'If-Match': `"${version}"` } });

export const listVendorOrders = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<VendorOrder>>('/api/vendor/orders', { query, signal });

export const exportVendorOrders = (query: Record<string, QueryValue>): Promise<Blob> => getFile('/api/vendor/orders/export', { query });

export const readVendorOrder = (orderId: string, signal?: AbortSignal) => get<VendorOrder>(order(orderId), { signal });

/** Only as it was seen: somebody else's change in between is answered with `version_mismatch`. */
export const moveVendorOrder = (orderId: string, status: OrderStatus, version: number) =>
  patch<VendorOrder>(order(orderId), { status }, seen(version));

export const sendParcel = (orderId: string, parcel: SendParcel, version: number) =>
  post<VendorOrder>(`${order(orderId)}/shipments`, parcel, seen(version));

export const parcelArrived = (orderId: string, shipmentId: number, version: number) =>
  patch<VendorOrder>(`${order(orderId)}/shipments/${shipmentId}`, { status: 'delivered' }, seen(version));

export const moveVendorOrders = (order_ids: string[], status: OrderStatus, carrier?: string) =>
  post<BulkReply>('/api/vendor/orders/bulk', { order_ids, status, ...(carrier ? { carrier } : {}) });

export const readVendorSummary = (signal?: AbortSignal) => get<VendorSummary>('/api/vendor/summary', { signal });

export const readBalance = (signal?: AbortSignal) => get<VendorBalance>('/api/vendor/balance', { signal });

export const listOwnPayouts = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<Payout>>('/api/vendor/payouts', { query, signal });

export const readOwnReport = (signal?: AbortSignal) => get<VendorReport>('/api/vendor/payouts/report', { signal });

export const listPayouts = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Payout>>('/api/payouts', { query, signal });

export const listOwed = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Owed>>('/api/payouts/balances', { query, signal });

export const listReport = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<LedgerSums>>('/api/payouts/report', { query, signal });

/** `key` stays the same while one payout is tried again, so that a lost answer cannot pay twice. */
export const payOut = (payout: PayoutAsk, key: string) => post<Payout>('/api/payouts', payout, { headers: { 'Idempotency-Key': key } });

export const listPayoutFiles = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<PayoutFile>>('/api/payouts/files', { query, signal });

export const readPayoutFile = (fileId: string, signal?: AbortSignal) => get<PayoutFile>(`/api/payouts/files/${encodeURIComponent(fileId)}`, { signal });

/** What the bank is given. */
export const readPayoutXml = (fileId: string) => getText(`/api/payouts/files/${encodeURIComponent(fileId)}?format=xml`);

/** `key` stays the same while one file is tried again, so that a lost answer cannot make two. */
export const makePayoutFile = (key: string) => post<PayoutFile>('/api/payouts/files', {}, { headers: { 'Idempotency-Key': key } });

export const endPayoutFile = (fileId: string, status: 'executed' | 'discarded') => patch<PayoutFile>(`/api/payouts/files/${encodeURIComponent(fileId)}`, { status });

export const refusePayout = (fileId: string, payoutId: string, reason: string) =>
  post(`/api/payouts/files/${encodeURIComponent(fileId)}/payouts/${encodeURIComponent(payoutId)}/refuse`, { reason });

export const readPayoutDifferences = (signal?: AbortSignal) => get<PayoutDifferences>('/api/payouts/differences', { signal });

export const readVendorAccount = (vendorId: string, signal?: AbortSignal) => get<VendorAccount>(`/api/payouts/accounts/${encodeURIComponent(vendorId)}`, { signal });

export const saveVendorAccount = (vendorId: string, account: AccountAsk) =>
  put<VendorAccount>(`/api/payouts/accounts/${encodeURIComponent(vendorId)}`, account);

export const readOwnAccount = (signal?: AbortSignal) => get<VendorAccount>('/api/vendor/account', { signal });
