// One product in a grid: pictures, maker, name, price, stock, and where there is nothing to choose the cart.
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CardProduct } from '../../api/types';
import { Picture } from '../../ui/Picture';
import { PriceTag } from '../../ui/PriceTag';
import { useAddToCart } from '../cart/useAddToCart';
import { useSellerName } from '../shop/useShop';
import { productAddress } from './productAddress';
import { stockHint } from './stockHint';

interface Props {
  product: CardProduct;
  reason?: string;
  heading?: 'h2' | 'h3';
  /** In the first row of the page: its picture is what the page waits for. */
  eager?: boolean;
  /** Whether it can be put into the cart from here; only where it is known that there is nothing to choose. */
  quick?: boolean;
}

/** As wide as a column of the grid, beside the filters where they stand. */
const SIZES = '(min-width: 1440px) 220px, (min-width: 1024px) 19vw, (min-width: 900px) 23vw, (min-width: 640px) 31vw, 46vw';

export function ProductCard({ product, reason, heading: Heading = 'h3', eager = false, quick = false }: Props) {
  const hint = stockHint(product.stock);
  const seller = useSellerName();
  const [pointed, setPointed] = useState(false);
  const second = product.images[1];
  const reduced = product.compare_at_price != null && product.lowest_price_30d != null && product.compare_at_price > product.price;
  const soldOut = product.stock != null && product.stock.available <= 0;
  return (
    <article
      className="card"
      data-testid="product-card"
      data-product-id={product.product_id}
      // The second picture is loaded when somebody points at the first, and never for fingers.
      onPointerEnter={second ? (event) => event.pointerType === 'mouse' && setPointed(true) : undefined}
    >
      <div className="card__pictures">
        <Picture src={product.images[0]} alt="" eager={eager} sizes={SIZES} focal={product.pictures?.[0]} />
        {second && pointed && (
          <span className="card__second" aria-hidden="true">
            <Picture src={second} alt="" eager sizes={SIZES} focal={product.pictures?.[1]} />
          </span>
        )}
        {reduced && (
          <span className="card__badge">
            <Trans>Sale</Trans>
          </span>
        )}
        {quick && !product.has_variants && !soldOut && <QuickAdd product={product} />}
      </div>
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

function QuickAdd({ product }: { product: CardProduct }) {
  const { t } = useLingui();
  const { add, adding } = useAddToCart();
  return (
    <button
      type="button"
      className="icon-button card__add"
      aria-label={t`Add ${product.name} to cart`}
      aria-disabled={adding}
      data-testid="quick-add"
      onClick={() => void add({ product_id: product.product_id, name: product.name })}
    >
      <Plus />
    </button>
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
