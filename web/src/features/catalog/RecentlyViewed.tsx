// What was looked at last on this device, as it is now; what is no longer sold is left out.
import { useQueries } from '@tanstack/react-query';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { CardGrid } from './CardGrid';
import { productQuery } from './queries';
import { recentProducts } from './recent';

const SHOWN = 5;
const PLACES_KEPT = 50;

/** What stood there, by the place in the history: whoever goes back finds the page as it was, and everything beneath it where it was. */
const shown = new Map<string, string[]>();

function shownAt(place: string, without?: string): string[] {
  const name = `${place} ${without ?? ''}`;
  const ids = shown.get(name) ?? recentProducts().filter((id) => id !== without).slice(0, SHOWN);
  if (shown.size >= PLACES_KEPT) shown.clear();
  shown.set(name, ids);
  return ids;
}

interface Props {
  title?: string;
  /** The product whose page it is: nobody looks for it elsewhere. */
  without?: string;
}

export function RecentlyViewed({ title, without }: Props) {
  const { t } = useLingui();
  const { key } = useLocation();
  const [ids] = useState(() => shownAt(key, without));
  const found = useQueries({ queries: ids.map(productQuery) });
  const products = found.flatMap((one) => (one.data ? [one.data] : []));
  const pending = found.some((one) => one.isPending);
  if (ids.length === 0 || (!pending && products.length === 0)) return null;
  return (
    <section aria-busy={pending} data-testid="recently-viewed">
      <h2 className="home__title">{title ?? t`Recently viewed`}</h2>
      <CardGrid products={pending ? null : products} />
    </section>
  );
}
