// What the shopper keeps beside the cart, to be bought another day.
import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { pictureOf } from './CartLineRow';
import { obstacleOf } from './notices';

interface Props {
  lines: CartLine[];
  busy: boolean;
  move: (line: CartLine) => void;
  remove: (line: CartLine) => void;
}

export function SavedLines({ lines, busy, move, remove }: Props) {
  return (
    <section className="saved" aria-labelledby="saved-title">
      <h2 id="saved-title"><Trans>Saved for later</Trans></h2>
      <ul className="saved__list">
        {lines.map((line) => (
          <li key={line.product_id} className="saved__line" data-testid="saved-line" data-product-id={line.product_id}>
            <Picture src={pictureOf(line)} alt="" />
            <div className="saved__what">
              <Link className="strong" to={`/products/${encodeURIComponent(line.product_id)}`}>
                {line.product_name}
              </Link>
              <p className="small soft">
                {line.quantity} × {money(line.price, line.currency)}
                {obstacleOf(line) && ` · ${savedWords(line)}`}
              </p>
              <div className="row">
                <button type="button" className="button button--small" disabled={busy || stuck(line)} onClick={() => move(line)} data-testid="move-to-cart">
                  <Trans>Move to cart<span className="visually-hidden">: {line.product_name}</span></Trans>
                </button>
                <button type="button" className="link-button" disabled={busy} onClick={() => remove(line)}>
                  <Trans>Remove<span className="visually-hidden"> {line.product_name}</span></Trans>
                </button>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A currency that differs may fit by the time it is moved; the host decides then. */
const stuck = (line: CartLine) => line.available === false && line.problem !== 'currency_differs';

function savedWords(line: CartLine): string {
  if (line.problem === 'no_longer_sold') return t`no longer sold`;
  if (line.problem === 'less_available' && line.available_quantity) return t`only ${line.available_quantity} left`;
  if (line.problem === 'choose_variant') return t`comes in variants now`;
  if (line.problem === 'currency_differs') return t`sold in another currency`;
  return t`not available at the moment`;
}
