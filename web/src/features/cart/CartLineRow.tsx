// One line of the cart, with what stops it from being bought as it stands.
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { CartLine } from '../../api/types';
import { money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { QuantityStepper } from '../../ui/QuantityStepper';
import { checkedLater } from '../catalog/stockHint';
import { obstacleOf } from './notices';

interface Props {
  line: CartLine;
  /** Who sells it, where that is known. */
  maker?: string;
  busy: boolean;
  setQuantity: (quantity: number) => void;
  /** Lowers the line to what is left. */
  take: (left: number) => void;
  remove: () => void;
  save: () => void;
}

export function CartLineRow({ line, maker, busy, setQuantity, take, remove, save }: Props) {
  const { t } = useLingui();
  const obstacle = obstacleOf(line);
  return (
    <li className="cart-line" data-testid="cart-line" data-product-id={line.product_id}>
      <Picture src={pictureOf(line)} alt="" sizes="112px" />
      <div className="cart-line__what">
        <h2 className="cart-line__name">
          <Link to={`/products/${encodeURIComponent(line.product_id)}`}>{line.product_name}</Link>
        </h2>
        {/* Who sells it is known a moment later; the line keeps its height. */}
        {line.vendor_id && <p className="small soft">{maker ?? '\u00a0'}</p>}
        <p className="small soft"><Trans>{money(line.price, line.currency)} each</Trans></p>
        {obstacle && (
          <div className="cart-line__obstacle" data-testid="line-problem" data-problem={line.problem ?? 'unavailable'}>
            <p>{obstacle.text}</p>
            {obstacle.take !== undefined && (
              <button type="button" className="button button--small" disabled={busy} onClick={() => take(obstacle.take ?? 1)} data-testid="take-left">
                <Trans>
                  Take {obstacle.take}
                  <span className="visually-hidden"> of {line.product_name}</span>
                </Trans>
              </button>
            )}
            {obstacle.remove && (
              <button type="button" className="button button--small" disabled={busy} onClick={remove}>
                <Trans>Remove<span className="visually-hidden"> {line.product_name}</span></Trans>
              </button>
            )}
          </div>
        )}
        {line.left != null && <p className="stock stock--few">{t`Only ${line.left} left`}</p>}
        {line.available === null && <p className="small soft">{t(checkedLater)}</p>}
        <div className="row">
          <button type="button" className="link-button" disabled={busy} onClick={save} data-testid="save-for-later">
            <Trans>Save for later<span className="visually-hidden">: {line.product_name}</span></Trans>
          </button>
          {!obstacle?.remove && (
            <button type="button" className="link-button" disabled={busy} onClick={remove}>
              <Trans>Remove<span className="visually-hidden"> {line.product_name}</span></Trans>
            </button>
          )}
        </div>
      </div>
      <div className="cart-line__sum">
        <QuantityStepper label={t`Quantity of ${line.product_name}`} value={line.quantity} disabled={line.problem === 'no_longer_sold'} busy={busy} change={setQuantity} />
        <p className="strong figure">{money(line.subtotal, line.currency)}</p>
      </div>
    </li>
  );
}

export function pictureOf(line: CartLine): string {
  return line.image ?? `/api/products/${encodeURIComponent(line.product_id)}/image.svg`;
}
