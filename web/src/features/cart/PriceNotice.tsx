// Prices that moved since the shopper put the lines into the cart, until the shopper says they were seen.
import { Plural, Trans } from '@lingui/react/macro';
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
          <Plural value={moves.length} one="A price has changed" other="# prices have changed" />
        </h2>
        <ul>
          {moves.map(({ line, was, now, rose }) => (
            <li key={line.product_id}>
              {rose ? (
                <Trans>
                  <strong>{line.product_name}</strong> went up from {money(was, line.currency)} to {money(now, line.currency)}.
                </Trans>
              ) : (
                <Trans>
                  <strong>{line.product_name}</strong> went down from {money(was, line.currency)} to {money(now, line.currency)}.
                </Trans>
              )}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="button button--small" disabled={busy} onClick={acknowledge} data-testid="acknowledge-prices">
        <Trans>Got it</Trans>
        <span className="visually-hidden">
          , <Plural value={moves.length} one="I have seen the new price" other="I have seen the new prices" />
        </span>
      </button>
    </section>
  );
}
