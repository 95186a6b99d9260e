// What a visitor with an edit link has in the own cart and could put into the shared one.
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';

export function OfferMine({ lines, busy, put }: { lines: CartLine[]; busy: boolean; put: (line: CartLine) => void }) {
  if (lines.length === 0) return null;
  return (
    <section className="panel stack stack--tight" aria-labelledby="offer-title" data-testid="offer-mine">
      <h2 id="offer-title" className="offer__title">
        From your own cart
      </h2>
      <ul>
        {lines.map((line) => (
          <li key={line.product_id} className="shares__row">
            <p>
              {line.quantity} × {line.product_name} <span className="soft small">{money(line.price, line.currency)} each</span>
            </p>
            <button type="button" className="button button--small" aria-disabled={busy} onClick={() => put(line)} data-testid="offer-put">
              Put in<span className="visually-hidden"> {line.product_name} to the shared cart</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
