// Applications to sell here.
import { get, post, type QueryValue } from '../core/client';
import type { MyApplication, Page, SellerApplication, SellerAsk } from '../types';

const base = '/api/vendors/applications';

/** The version that was looked at goes along: what was sent again meanwhile is looked at anew. */
const decide = (seen: SellerApplication, step: string, body?: { text: string }) =>
  post<SellerApplication>(`${base}/${encodeURIComponent(seen.application_id)}/${step}`, body, { headers: { 'If-Match': `"${seen.version}"` } });

export const readMyApplication = (signal?: AbortSignal) => get<MyApplication>(`${base}/mine`, { signal });

export const applyToSell = (ask: SellerAsk) => post<SellerApplication>(base, ask);

export const listApplications = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<SellerApplication>>(base, { query, signal });

export const askApplicant = (seen: SellerApplication, text: string) => decide(seen, 'ask', { text });

export const acceptApplicant = (seen: SellerApplication) => decide(seen, 'accept');

export const refuseApplicant = (seen: SellerApplication, text: string) => decide(seen, 'refuse', { text });
