// One line of somebody else's cart: to copy, and to change where the link allows it.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { QuantityStepper } from '../../ui/QuantityStepper';
import { pictureOf } from '../cart/CartLineRow';
import { obstacleOf } from '../cart/notices';

interface Props {
  line: CartLine;
  busy: boolean;
  copy: () => void;
  /** Missing on a link that may only look. */
  change?: { setQuantity: (quantity: number) => void; remove: () => void };
}

export function SharedLine({ line, busy, copy, change }: Props) {
  const { t } = useLingui();
  const obstacle = obstacleOf(line);
  return (
    <li className="cart-line" data-testid="shared-line" data-product-id={line.product_id}>
      <Picture src={pictureOf(line)} alt="" />
      <div className="cart-line__what">
        <h2 className="cart-line__name">
          <Link to={`/products/${encodeURIComponent(line.product_id)}`}>{line.product_name}</Link>
        </h2>
        <p className="small soft">
          {change ? t`${money(line.price, line.currency)} each` : `${line.quantity} × ${money(line.price, line.currency)}`}
        </p>
        {obstacle && (
          <div className="cart-line__obstacle" data-testid="line-problem" data-problem={line.problem ?? 'unavailable'}>
            <p>{shortWords(line, obstacle.text)}</p>
          </div>
        )}
        <div className="row">
          <button type="button" className="button button--small" disabled={line.problem === 'no_longer_sold'} aria-disabled={busy} onClick={copy} data-testid="copy-line">
            <Trans>Add to my cart<span className="visually-hidden">: {line.product_name}</span></Trans>
          </button>
          {change && (
            <button type="button" className="link-button" aria-disabled={busy} onClick={change.remove} data-testid="shared-remove">
              <Trans>Remove<span className="visually-hidden"> {line.product_name} from the shared cart</span></Trans>
            </button>
          )}
        </div>
      </div>
      <div className="cart-line__sum">
        {change && <QuantityStepper label={t`Quantity of ${line.product_name}`} value={line.quantity} disabled={line.problem === 'no_longer_sold'} busy={busy} change={change.setQuantity} />}
        <p className="strong figure">{money(line.subtotal, line.currency)}</p>
      </div>
    </li>
  );
}

/** What to do about it is the owner's business, not the visitor's. */
function shortWords(line: CartLine, text: string): string {
  return line.problem === 'out_of_stock' || (line.problem === 'less_available' && !line.available_quantity) ? t`Out of stock for now.` : text;
}
