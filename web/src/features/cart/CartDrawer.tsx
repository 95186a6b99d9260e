// What was just put into the cart, over the page where it was done: what it comes to, and where to go on.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link, useLocation } from 'react-router';
import { useEffect, useRef } from 'react';
import { Drawer } from '../../ui/overlay/Drawer';
import { money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { useCart } from './CartContext';
import { pictureOf } from './CartLineRow';
import { FreeShipping } from './FreeShipping';
import './cart.css';

/** Pages that show the cart themselves. */
const own = /^\/(cart|checkout)(\/|$)/;

export function CartDrawer() {
  const { t } = useLingui();
  const { pathname } = useLocation();
  const { cart, added, showAdded } = useCart();
  const from = useRef(pathname);
  useEffect(() => {
    // Whoever goes to another page has done with it.
    if (from.current !== pathname) showAdded(null);
    from.current = pathname;
  }, [pathname, showAdded]);
  const line = cart?.items.find((one) => one.product_id === added?.product_id);
  if (!added || !cart || !line || own.test(pathname)) return null;
  const close = () => showAdded(null);
  const discount = cart.discount ?? 0;
  return (
    <Drawer
      title={t`Added to your cart`}
      close={close}
      testId="cart-drawer"
      foot={
        <>
          <dl className="totals">
            <dt>
              <Plural value={cart.total_items} one="# item" other="# items" />
            </dt>
            <dd className="strong figure">{money(cart.total_price - discount, cart.currency)}</dd>
          </dl>
          <Link className="button button--primary button--wide" to="/checkout" onClick={close}>
            <Trans>Go to checkout</Trans>
          </Link>
          <Link className="button button--quiet button--wide" to="/cart" onClick={close}>
            <Trans>View cart</Trans>
          </Link>
        </>
      }
    >
      <p className="visually-hidden" role="status">
        <Trans>{line.product_name} is in your cart.</Trans>
      </p>
      <div className="drawer-line">
        <Picture src={pictureOf(line)} alt="" sizes="96px" eager />
        <div className="stack stack--tight">
          <p className="strong drawer-line__name">{line.product_name}</p>
          <p className="small soft">
            {line.quantity} × {money(line.price, line.currency)}
          </p>
          <p className="strong figure">{money(line.subtotal, line.currency)}</p>
        </div>
      </div>
      {line.quantity > added.quantity && (
        <p className="small soft">
          <Plural value={line.quantity} one="There is # of it in your cart now." other="There are # of it in your cart now." />
        </p>
      )}
      <FreeShipping cart={cart} />
    </Drawer>
  );
}
