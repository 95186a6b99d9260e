// One line of the cart, with what has changed since it was put there.
import { Link } from 'react-router';
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { QuantityStepper } from '../../ui/QuantityStepper';

interface Props {
  line: CartLine;
  currency: string;
  busy: boolean;
  setQuantity: (quantity: number) => void;
  remove: () => void;
  save: () => void;
}

export function CartLineRow({ line, currency, busy, setQuantity, remove, save }: Props) {
  const change = line.price_change && line.price_change.was !== line.price_change.now ? line.price_change : null;
  return (
    <li className="cart-line" data-testid="cart-line" data-product-id={line.product_id}>
      <Picture src={pictureOf(line)} alt="" />
      <div className="cart-line__what">
        <h2 className="cart-line__name">
          <Link to={`/products/${encodeURIComponent(line.product_id)}`}>{line.product_name}</Link>
        </h2>
        <p className="small soft">{money(line.price, line.currency)} each</p>
        {change && (
          <p className={`cart-line__change ${change.now < change.was ? 'cart-line__change--good' : ''}`}>
            Price {change.now < change.was ? 'dropped' : 'rose'} from {money(change.was, currency)} to {money(change.now, currency)}
          </p>
        )}
        {line.available === false && (
          <p className="cart-line__change cart-line__change--bad">
            {shortage(line.available_quantity)}
          </p>
        )}
        <div className="row">
          <button type="button" className="link-button" disabled={busy} onClick={save}>
            Save for later<span className="visually-hidden">: {line.product_name}</span>
          </button>
          <button type="button" className="link-button" disabled={busy} onClick={remove}>
            Remove<span className="visually-hidden"> {line.product_name}</span>
          </button>
        </div>
      </div>
      <div className="cart-line__sum">
        <QuantityStepper label={`Quantity of ${line.product_name}`} value={line.quantity} busy={busy} change={setQuantity} />
        <p className="strong figure">{money(line.subtotal, line.currency)}</p>
      </div>
    </li>
  );
}

function shortage(left: number | null | undefined): string {
  if (left === 0) return 'Sold out for now. Save it for later, or remove it to check out.';
  return left ? `Only ${left} left. Please lower the quantity.` : 'Not available any more.';
}

export function pictureOf(line: CartLine): string {
  return line.image ?? `/api/products/${encodeURIComponent(line.product_id)}/image.svg`;
}
