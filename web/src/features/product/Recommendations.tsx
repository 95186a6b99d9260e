// What others bought with this, each with the reason why it is shown. When it cannot be had, it is
// left out: nobody came to this page for it.
import { Trans } from '@lingui/react/macro';
import { recommendFor } from '../../api/catalog';
import { hostWords } from '../../i18n/hostWords';
import { useLoad } from '../../ui/useLoad';
import { ProductCard } from '../catalog/ProductCard';

export function Recommendations({ productId }: { productId: string }) {
  const found = useLoad((signal) => recommendFor(productId, signal), productId);
  if (!found.data || found.data.length === 0) return null;
  return (
    <section className="also" aria-labelledby="also-title">
      <h2 id="also-title"><Trans>Goes well with it</Trans></h2>
      <ul className="grid grid--row">
        {found.data.map(({ product, reason }) => (
          <li key={product.product_id}>
            <ProductCard product={product} reason={hostWords(reason)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
