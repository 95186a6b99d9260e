// What was looked at last on this device, as it is now; what is no longer sold is left out.
import { useQueries } from '@tanstack/react-query';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { CardGrid } from './CardGrid';
import { productQuery } from './queries';
import { recentProducts } from './recent';

const SHOWN = 5;

interface Props {
  title?: string;
  /** The product whose page it is: nobody looks for it elsewhere. */
  without?: string;
}

export function RecentlyViewed({ title, without }: Props) {
  const { t } = useLingui();
  // As it was when the page was opened: the page itself is remembered meanwhile.
  const [ids] = useState(() => recentProducts().filter((id) => id !== without).slice(0, SHOWN));
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
