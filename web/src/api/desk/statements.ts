// Who a vendor is, its monthly statements, and the papers between the shop and it. A vendor reads its own, staff those of any.
import { get, getFile, put, type QueryValue } from '../core/client';
import type { Page, Statement, Trader, TraderAsk, TraderChanges } from '../types';

/** Without a vendor's id it is the caller's own. */
const trader = (vendorId: string | null) => (vendorId === null ? '/api/vendor/trader' : `/api/payouts/traders/${encodeURIComponent(vendorId)}`);
const statement = (vendorId: string | null, month: string) =>
  vendorId === null ? `/api/vendor/statements/${month}` : `/api/payouts/statements/${encodeURIComponent(vendorId)}/${month}`;
const seen = (version: number) => ({ headers: { 'If-Match': `"${version}"` } });

export const readTrader = (vendorId: string | null, signal?: AbortSignal) => get<Trader>(trader(vendorId), { signal });

/** Only as it was seen: somebody else's change in between is answered with `version_mismatch`. */
export const saveTrader = (vendorId: string | null, details: TraderAsk, version: number) => put<Trader>(trader(vendorId), details, seen(version));

export const agreeToSelfBilling = (vendorId: string | null, agrees: boolean, text: string, version: number) =>
  put<Trader>(`${trader(vendorId)}/self-billing`, { agrees, text }, seen(version));

export const readTraderChanges = (vendorId: string | null, signal?: AbortSignal) => get<TraderChanges>(`${trader(vendorId)}/changes`, { signal });

export const listOwnStatements = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Statement>>('/api/vendor/statements', { query, signal });

export const listStatements = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Statement>>('/api/payouts/statements', { query, signal });

export const readStatementFile = (vendorId: string | null, month: string, format: 'pdf' | 'csv') => getFile(`${statement(vendorId, month)}/file`, { query: { format } });

export const readVendorPaper = (vendorId: string | null, number: string, format: 'pdf' | 'xml') =>
  getFile(vendorId === null ? `/api/vendor/papers/${encodeURIComponent(number)}` : `/api/payouts/papers/${encodeURIComponent(vendorId)}/${encodeURIComponent(number)}`, { query: { format } });
