// Which orders a list shows, kept in the address so that it can be shared, bookmarked and gone back to.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { QueryValue } from '../../api/core/client';
import { statuses } from './statuses';

/** What an address may say of a list, in the order in which it is written. */
export interface OrderFilters {
  status: string;
  q: string;
  from: string;
  to: string;
  product_id: string;
  user_id: string;
  min_total: string;
  max_total: string;
  currency: string;
  sort: string;
}

export const noFilters: OrderFilters = { status: '', q: '', from: '', to: '', product_id: '', user_id: '', min_total: '', max_total: '', currency: '', sort: '' };

/** The first is what the host does by itself. */
export const sorts: { value: string; label: MessageDescriptor }[] = [
  { value: '', label: msg`Newest first` },
  { value: 'created_at', label: msg`Oldest first` },
  { value: '-total_price', label: msg`Highest total first` },
  { value: 'total_price', label: msg`Lowest total first` },
];

/** Nonsense is dropped: an address that was cut or mistyped still shows a list. */
export function filtersFrom(search: URLSearchParams): OrderFilters {
  const text = (name: string, length = 100) => (search.get(name) ?? '').trim().slice(0, length);
  const like = (name: string, shape: RegExp) => (shape.test(text(name)) ? text(name) : '');
  const day = (name: string) => (dayAfter(like(name, /^\d{4}-\d{2}-\d{2}$/)) ? text(name) : '');
  const currency = like('currency', /^[A-Z]{3}$/);
  // An amount means nothing without its currency.
  const amount = (name: string) => (currency ? like(name, /^\d{1,12}(\.\d{1,3})?$/) : '');
  return {
    status: statuses.some((status) => status === text('status')) ? text('status') : '',
    q: text('q', 200),
    from: day('from'),
    to: day('to'),
    product_id: text('product_id'),
    user_id: text('user_id'),
    min_total: amount('min_total'),
    max_total: amount('max_total'),
    currency,
    sort: sorts.some((sort) => sort.value === text('sort')) ? text('sort') : '',
  };
}

/** Only what differs from "everything" is written, so equal filters have equal addresses. */
export function searchFor(filters: OrderFilters): URLSearchParams {
  return new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : [])));
}

/** As the host takes it: days of the shop, from the first to before the day after the last. */
export function queryFor(filters: OrderFilters): Record<string, QueryValue> {
  return { ...filters, to: dayAfter(filters.to) };
}

export function isNarrowed(filters: OrderFilters): boolean {
  return searchFor({ ...filters, sort: '' }).size > 0;
}

/** The next day of the calendar, whatever the clocks of a place do on it; empty when it is no day. */
export function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(day)) {
    return '';
  }
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
