// What a visitor with an edit link has in the own cart and could put into the shared one.
import { Trans } from '@lingui/react/macro';
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';

export function OfferMine({ lines, busy, put }: { lines: CartLine[]; busy: boolean; put: (line: CartLine) => void }) {
  if (lines.length === 0) return null;
  return (
    <section className="panel stack stack--tight" aria-labelledby="offer-title" data-testid="offer-mine">
      <h2 id="offer-title" className="offer__title">
        <Trans>From your own cart</Trans>
      </h2>
      <ul>
        {lines.map((line) => (
          <li key={line.product_id} className="shares__row">
            <p>
              {line.quantity} × {line.product_name} <span className="soft small"><Trans>{money(line.price, line.currency)} each</Trans></span>
            </p>
            <button type="button" className="button button--small" aria-disabled={busy} onClick={() => put(line)} data-testid="offer-put">
              <Trans>Put in<span className="visually-hidden"> {line.product_name} to the shared cart</span></Trans>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
