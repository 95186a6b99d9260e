// Figures over time: what was sold, who bought, what went together; as JSON for charts and as CSV to keep.
import { get, getText, post, type QueryValue } from '../core/client';
import type { Baskets, Cohorts, Customers, Hours, Pairs, Rebuild, Sales, TopProducts } from '../types';

type Query = Record<string, QueryValue>;

export type Figure = 'sales' | 'products' | 'customers' | 'cohorts' | 'baskets' | 'pairs' | 'hours';

export const readSalesOf = (query: Query, signal?: AbortSignal) => get<Sales>('/api/analytics/sales', { query, signal });

export const readProductsOf = (query: Query, signal?: AbortSignal) => get<TopProducts>('/api/analytics/products', { query, signal });

export const readCustomers = (query: Query, signal?: AbortSignal) => get<Customers>('/api/analytics/customers', { query, signal });

export const readCohorts = (query: Query, signal?: AbortSignal) => get<Cohorts>('/api/analytics/cohorts', { query, signal });

export const readBaskets = (query: Query, signal?: AbortSignal) => get<Baskets>('/api/analytics/baskets', { query, signal });

export const readPairs = (query: Query, signal?: AbortSignal) => get<Pairs>('/api/analytics/pairs', { query, signal });

export const readHours = (query: Query, signal?: AbortSignal) => get<Hours>('/api/analytics/hours', { query, signal });

export const readCsv = (figure: Figure, query: Query) => getText(`/api/analytics/${figure}`, { query: { ...query, format: 'csv' } });

export const readRebuild = (signal?: AbortSignal) => get<Rebuild>('/api/analytics/rebuild', { signal });

export const wantRebuild = () => post<Rebuild>('/api/analytics/rebuild');
