// Names for products of which only the id is known: from a cart where they are in it, else from the catalog.
import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { getProduct } from '../../api/catalog';
import type { CartReply } from '../../api/types';

/** A report of a full cart would ask for 200 products; beyond this many an id has to do. */
const LOOKUPS_MAX = 30;

/** `cart` null: it is still loading, and the catalog is not asked before. */
export function useProductNames(ids: string[], cart: Pick<CartReply, 'items' | 'saved_for_later'> | null): (id: string) => string {
  const { t } = useLingui();
  const [found, setFound] = useState<ReadonlyMap<string, string>>(new Map());
  const known = new Map([...(cart?.items ?? []), ...(cart?.saved_for_later ?? [])].map((line) => [line.product_id, line.product_name]));
  const missing = cart === null ? '' : [...new Set(ids)].filter((id) => !known.has(id)).slice(0, LOOKUPS_MAX).join('\n');

  useEffect(() => {
    if (missing === '') return;
    const stop = new AbortController();
    for (const id of missing.split('\n')) {
      getProduct(id, stop.signal).then(
        (product) => {
          if (!stop.signal.aborted) setFound((was) => new Map(was).set(id, product.name));
        },
        // A product that is gone has no name any more; its id is what is left.
        () => undefined,
      );
    }
    return () => stop.abort();
  }, [missing]);

  return (id) => known.get(id) ?? found.get(id) ?? t`Product ${id}`;
}
