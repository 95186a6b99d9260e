// The shop's rows of tax rates, those beneath them, and what a row does to a sale.
import { get, patch, post, remove, type QueryValue } from '../core/client';
import type { FixedRate, Page, TaxExample, TaxExampleAsk, TaxRate, TaxRateBody } from '../types';

const one = (taxRateId: string) => `/api/tax-rates/${encodeURIComponent(taxRateId)}`;

export const listTaxRates = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<TaxRate>>('/api/tax-rates', { query, signal });

export const listFixedRates = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<FixedRate>>('/api/tax-rates/fixed', { query, signal });

export const createTaxRate = (rate: TaxRateBody) => post<TaxRate>('/api/tax-rates', rate);

/** Made only if nobody changed the row since it was read. */
export const changeTaxRate = (before: TaxRate, change: Record<string, unknown>) =>
  patch<TaxRate>(one(before.tax_rate_id), change, { headers: { 'If-Match': `"${before.version}"` } });

export const deleteTaxRate = (before: TaxRate) => remove<void>(one(before.tax_rate_id), { headers: { 'If-Match': `"${before.version}"` } });

/** Writes nothing. */
export const workExample = (ask: TaxExampleAsk, signal?: AbortSignal) => post<TaxExample>('/api/tax-rates/example', ask, { signal });
