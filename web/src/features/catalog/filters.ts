// What the shopper is looking for, kept in the address so that it can be shared, bookmarked and gone back to.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { QueryValue } from '../../api/core/client';

export interface Filters {
  q: string;
  category: string;
  vendor_id: string;
  min_price: string;
  max_price: string;
  in_stock: boolean;
  sort: string;
  /** The words as typed, nothing corrected. */
  exact?: boolean;
  /** Attributes and the chosen values of each. */
  attributes?: Record<string, string[]>;
}

export const noFilters: Filters = { q: '', category: '', vendor_id: '', min_price: '', max_price: '', in_stock: false, sort: '' };

const sorts: { value: string; label: MessageDescriptor }[] = [
  { value: 'newest', label: msg`Newest` },
  { value: 'best', label: msg`Bestselling` },
  { value: 'price', label: msg`Price: low to high` },
  { value: '-price', label: msg`Price: high to low` },
  { value: 'name', label: msg`Name` },
];

/** The first is what the host does by itself: by relevance when there are words, else the newest first. */
export function sortsFor(filters: Filters): { value: string; label: MessageDescriptor }[] {
  return filters.q ? [{ value: '', label: msg`Best match` }, ...sorts] : sorts.map((sort, i) => (i === 0 ? { ...sort, value: '' } : sort));
}

export function filtersFrom(search: URLSearchParams): Filters {
  const text = (name: string) => (search.get(name) ?? '').trim();
  const sort = text('sort');
  const attributes: Record<string, string[]> = {};
  for (const [name, value] of search) {
    if (name.startsWith('attr.') && value) (attributes[name.slice('attr.'.length)] ??= []).push(value);
  }
  return {
    q: text('q').slice(0, 200),
    category: text('category'),
    vendor_id: text('vendor_id'),
    min_price: price(text('min_price')),
    max_price: price(text('max_price')),
    in_stock: text('in_stock') === 'true',
    sort: sorts.some((known) => known.value === sort) ? sort : '',
    ...(text('exact') === 'true' && { exact: true }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/** Only what differs from "everything" is written, in a fixed order, so equal filters have equal addresses. */
export function searchFor(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(queryFor(filters))) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one));
  }
  return search;
}

export function queryFor(filters: Filters): Record<string, QueryValue> {
  return {
    q: filters.q.trim() || undefined,
    category: filters.category || undefined,
    vendor_id: filters.vendor_id || undefined,
    min_price: price(filters.min_price) || undefined,
    max_price: price(filters.max_price) || undefined,
    in_stock: filters.in_stock || undefined,
    sort: filters.sort || undefined,
    exact: (filters.q.trim() && filters.exact) || undefined,
    ...Object.fromEntries(Object.entries(filters.attributes ?? {}).filter(([, values]) => values.length > 0).map(([name, values]) => [`attr.${name}`, values])),
  };
}

export function isNarrowed(filters: Filters): boolean {
  return searchFor({ ...filters, sort: '' }).size > 0;
}

/** One thing that was chosen, and the filters without it. */
export interface Chosen {
  key: string;
  kind: 'q' | 'category' | 'vendor_id' | 'price' | 'in_stock' | 'attribute';
  /** The attribute's name. */
  name?: string;
  value: string;
  without: Filters;
}

/** All that was chosen, in the order of the form; the order of the list is no choice of goods. */
export function chosenOf(filters: Filters): Chosen[] {
  const found: Chosen[] = [];
  const add = (kind: Chosen['kind'], value: string, without: Partial<Filters>, name?: string) =>
    found.push({ key: `${kind} ${name ?? ''} ${value}`, kind, name, value, without: { ...filters, ...without } });
  if (filters.q) add('q', filters.q, { q: '', exact: undefined });
  if (filters.category) add('category', filters.category, { category: '' });
  if (filters.vendor_id) add('vendor_id', filters.vendor_id, { vendor_id: '' });
  if (filters.min_price || filters.max_price) add('price', `${filters.min_price}–${filters.max_price}`, { min_price: '', max_price: '' });
  if (filters.in_stock) add('in_stock', 'true', { in_stock: false });
  for (const [name, values] of Object.entries(filters.attributes ?? {})) {
    for (const value of values) add('attribute', value, { attributes: withoutValue(filters.attributes ?? {}, name, value) }, name);
  }
  return found;
}

function withoutValue(attributes: Record<string, string[]>, name: string, value: string): Record<string, string[]> | undefined {
  const left = Object.entries({ ...attributes, [name]: (attributes[name] ?? []).filter((one) => one !== value) }).filter(([, values]) => values.length > 0);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** Text of a price bound as the host takes it, or nothing. */
function price(text: string): string {
  return /^\d{1,9}(\.\d{1,2})?$/.test(text) ? text : '';
}
