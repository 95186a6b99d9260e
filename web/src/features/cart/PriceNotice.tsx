// Prices that moved since the shopper put the lines into the cart, until the shopper says they were seen.
import type { Cart } from '../../api/types';
import { money } from '../../ui/money';
import { priceMoves } from './notices';

export function PriceNotice({ cart, busy, acknowledge }: { cart: Cart; busy: boolean; acknowledge: () => void }) {
  const moves = priceMoves(cart);
  if (moves.length === 0) return null;
  return (
    <section className="notice cart-notice" aria-labelledby="price-notice-title" data-testid="price-notice">
      <div className="stack stack--tight">
        <h2 id="price-notice-title" className="cart-notice__title">
          {moves.length === 1 ? 'A price has changed' : `${moves.length} prices have changed`}
        </h2>
        <ul>
          {moves.map(({ line, was, now, rose }) => (
            <li key={line.product_id}>
              <strong>{line.product_name}</strong> went {rose ? 'up' : 'down'} from {money(was, line.currency)} to {money(now, line.currency)}.
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="button button--small" disabled={busy} onClick={acknowledge} data-testid="acknowledge-prices">
        Got it<span className="visually-hidden">, I have seen the new {moves.length === 1 ? 'price' : 'prices'}</span>
      </button>
    </section>
  );
}
