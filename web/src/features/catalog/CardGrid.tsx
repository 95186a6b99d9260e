// Cards in whole rows. Until the goods are there the cards take their place.
import type { CardProduct } from '../../api/types';
import { ProductCard, ProductCardSkeleton } from './ProductCard';

interface Props {
  /** Null: on their way. */
  products: CardProduct[] | null;
  /** As many rows as are full on every screen; what would begin another is not shown. */
  rows?: 1 | 2;
  /** All of them, however many: somebody has chosen each. */
  whole?: boolean;
  reasonOf?: (product: CardProduct) => string | undefined;
  heading?: 'h2' | 'h3';
}

/** Of the widest screen. */
const COLUMNS = 5;

export function CardGrid({ products, rows = 1, whole = false, reasonOf, heading = 'h3' }: Props) {
  const most = COLUMNS * rows;
  return (
    <ul className={`grid${whole ? '' : ` grid--rows-${rows}`}`}>
      {products
        ? (whole ? products : products.slice(0, most)).map((product) => (
            <li key={product.product_id}>
              <ProductCard product={product} reason={reasonOf?.(product)} heading={heading} />
            </li>
          ))
        : Array.from({ length: most }, (_, i) => (
            <li key={`waits ${i}`} aria-hidden="true">
              <ProductCardSkeleton />
            </li>
          ))}
    </ul>
  );
}
