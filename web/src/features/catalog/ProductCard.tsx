// One product in a grid: picture, maker, name, price, stock.
import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { CardProduct } from '../../api/types';
import { Picture } from '../../ui/Picture';
import { PriceTag } from '../../ui/PriceTag';
import { useSellerName } from '../shop/useShop';
import { productAddress } from './productAddress';
import { stockHint } from './stockHint';

export function ProductCard({ product, reason, heading: Heading = 'h3' }: { product: CardProduct; reason?: string; heading?: 'h2' | 'h3' }) {
  const hint = stockHint(product.stock);
  const seller = useSellerName();
  return (
    <article className="card" data-testid="product-card" data-product-id={product.product_id}>
      <Picture src={product.images[0]} alt="" focal={product.pictures?.[0]} />
      <div className="card__text">
        <p className="card__vendor">{seller(product.vendor_name) ?? product.category}</p>
        <Heading className="card__name">
          <Link to={productAddress(product)}>{product.name}</Link>
        </Heading>
        <p className="card__price">
          {product.has_variants ? (
            <Trans>
              <span className="soft">from </span>
              <PriceTag of={product} />
            </Trans>
          ) : (
            <PriceTag of={product} />
          )}
        </p>
        {hint && !(product.has_variants && hint.tone === 'out') && <p className={`stock stock--${hint.tone}`}>{hint.text}</p>}
        {reason && <p className="card__reason">{reason}</p>}
      </div>
    </article>
  );
}

export function ProductCardSkeleton() {
  return (
    <div className="card" aria-hidden="true">
      <span className="skeleton skeleton--tile" />
      <div className="card__text">
        <span className="skeleton skeleton--line" />
        <span className="skeleton skeleton--line" />
        <span className="skeleton skeleton--line skeleton--short" />
      </div>
    </div>
  );
}
