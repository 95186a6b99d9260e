// What the shopper is looking for, kept in the address so that it can be shared, bookmarked and gone back to.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { QueryValue } from '../../api/client';

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

/** Text of a price bound as the host takes it, or nothing. */
function price(text: string): string {
  return /^\d{1,9}(\.\d{1,2})?$/.test(text) ? text : '';
}
