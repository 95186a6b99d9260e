// What others bought with this, each with the reason why it is shown. When it cannot be had, it is left out: nobody came to this page for it.
import { useQuery } from '@tanstack/react-query';
import { Trans } from '@lingui/react/macro';
import type { Product } from '../../api/types';
import { hostWords } from '../../i18n/hostWords';
import { CardGrid } from '../catalog/CardGrid';
import { recommendedQuery } from '../catalog/queries';

export function Recommendations({ of }: { of: Product }) {
  const found = useQuery(recommendedQuery(of.product_id));
  if (!found.data || found.data.length === 0) return null;
  const reasons = new Map(found.data.map(({ product, reason }) => [product.product_id, hostWords(reason)]));
  const soldOut = of.stock != null && of.stock.available <= 0;
  return (
    <section className="also" aria-labelledby="also-title">
      <h2 id="also-title" tabIndex={-1}>{soldOut ? <Trans>Like it, and in stock</Trans> : <Trans>Goes well with it</Trans>}</h2>
      <CardGrid products={found.data.map((one) => one.product).filter((one) => !soldOut || (one.stock?.available ?? 0) > 0)} reasonOf={(product) => reasons.get(product.product_id)} />
    </section>
  );
}
