// Names for products of which only the id is known: from a cart where they are in it, else from the catalog.
import { useQueries } from '@tanstack/react-query';
import { useLingui } from '@lingui/react/macro';
import type { CartReply } from '../../api/types';
import { productQuery } from '../catalog/queries';

/** A report of a full cart would ask for 200 products; beyond this many an id has to do. */
const LOOKUPS_MAX = 30;

/** `cart` null: it is still loading, and the catalog is not asked before. */
export function useProductNames(ids: string[], cart: Pick<CartReply, 'items' | 'saved_for_later'> | null): (id: string) => string {
  const { t } = useLingui();
  const known = new Map([...(cart?.items ?? []), ...(cart?.saved_for_later ?? [])].map((line) => [line.product_id, line.product_name]));
  const missing = cart === null ? [] : [...new Set(ids)].filter((id) => !known.has(id)).slice(0, LOOKUPS_MAX);
  // A product that is gone has no name any more; its id is what is left.
  const found = useQueries({ queries: missing.map(productQuery) });
  for (const { data } of found) if (data) known.set(data.product_id, data.name);
  return (id) => known.get(id) ?? t`Product ${id}`;
}
