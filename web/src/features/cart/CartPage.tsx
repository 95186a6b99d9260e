// The cart: lines and what changed about them, what was saved for later, the coupon and the sum.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { asProblem } from '../../api/core/problem';
import type { Cart } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { CartIcon, ShareIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { Popular } from '../catalog/Popular';
import { facetsQuery } from '../catalog/queries';
import { RecentlyViewed } from '../catalog/RecentlyViewed';
import { ShareDialog } from '../share/ShareDialog';
import { useSellerName } from '../shop/useShop';
import { useCart } from './CartContext';
import { AppliedPromotions } from './AppliedPromotions';
import { CartLineRow } from './CartLineRow';
import { CouponForm } from './CouponForm';
import { FreeShipping } from './FreeShipping';
import { obstacles } from './notices';
import { PriceNotice } from './PriceNotice';
import { ReminderForm } from './ReminderForm';
import { SavedLines } from './SavedLines';
import '../catalog/catalog.css';
import '../shop/shop.css';
import './cart.css';

export function CartPage() {
  const { t } = useLingui();
  useTitle(t`Your cart`);
  const carts = useCart();
  const { cart } = carts;
  const say = useSay();
  const { session, signedIn } = useSession();
  const [clearing, setClearing] = useState(false);
  const [sharing, setSharing] = useState(false);
  const seller = useSellerName();
  const makers = useQuery({ ...facetsQuery, enabled: (cart?.items.length ?? 0) > 0 });
  const makerOf = (id: string | null | undefined) => seller(makers.data?.vendors.find((one) => one.value === id)?.label) ?? undefined;

  const attempt = async (action: () => Promise<Cart>, done?: string) => {
    try {
      await action();
      if (!done) return;
      say.good(done);
      // The button that was pressed is gone with its line; the keyboard goes on at the top of the page.
      document.getElementById('main')?.focus({ preventScroll: true });
    } catch (error) {
      const problem = asProblem(error);
      const left = problem.members.available;
      if (problem.status === 412) say.bad(t`Your cart changed in another window. This is how it is now.`);
      else say.bad(problem.code === 'out_of_stock' && typeof left === 'number' ? t`Only ${left} available.` : problem.message);
    }
  };

  const saved = cart?.saved_for_later ?? [];
  const discount = cart?.discount ?? 0;
  const stuck = cart ? obstacles(cart) : 0;

  return (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Your cart</Trans></h1>
        {cart && session && (
          <div className="row">
            {cart.items.length > 0 && (
              <button type="button" className="link-button" onClick={() => setClearing(true)}>
                <Trans>Clear cart</Trans>
              </button>
            )}
            <button type="button" className="button button--small" onClick={() => setSharing(true)} data-testid="share-cart">
              <ShareIcon />
              <Trans>Share</Trans>
            </button>
          </div>
        )}
      </div>
      {carts.problem && <ErrorBanner problem={carts.problem} retry={carts.reload} />}
      {!cart && !carts.problem && <Loading what={t`Loading your cart`} />}
      {cart && cart.items.length === 0 && (
        <EmptyState icon={<CartIcon />} title={t`Your cart is empty`}>
          <p><Trans>Things you add are kept here for 30 days.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Look around</Trans>
          </Link>
        </EmptyState>
      )}
      {cart && cart.items.length === 0 && (
        <div className="stack stack--loose cart-more">
          <RecentlyViewed />
          <Popular title={t`What others buy`} count={5} />
        </div>
      )}
      {cart && cart.items.length > 0 && (
        <div className="with-aside">
          <div className="stack">
            {carts.again && (
              <p className="notice" role="status" data-testid="sent-again">
                <Trans>The shop has not answered yet. Trying again…</Trans>
              </p>
            )}
            <PriceNotice cart={cart} busy={carts.busy} acknowledge={() => void attempt(carts.acknowledgePrices, t`Noted.`)} />
            <ul className="cart-lines" aria-label={t`Products in your cart`}>
              {cart.items.map((line) => (
                <CartLineRow
                  key={line.product_id}
                  line={line}
                  maker={makerOf(line.vendor_id)}
                  busy={carts.busy}
                  setQuantity={(quantity) => void attempt(() => carts.setQuantity(line.product_id, quantity))}
                  take={(left) => void attempt(() => carts.setQuantity(line.product_id, left), t`${line.product_name}: ${left} in your cart.`)}
                  remove={() => void attempt(() => carts.removeLine(line.product_id), t`${line.product_name} removed.`)}
                  save={() => void attempt(() => carts.saveForLater(line.product_id), t`${line.product_name} saved for later.`)}
                />
              ))}
            </ul>
          </div>
          <aside className="panel panel--mist stack" aria-label={t`Summary`}>
            <CouponForm cart={cart} />
            <dl className="totals">
              <dt><Plural value={cart.total_items} one="# item" other="# items" /></dt>
              <dd>{money(cart.total_price, cart.currency)}</dd>
              {discount === 0 && <AppliedPromotions cart={cart} />}
              {discount > 0 && (
                <>
                  <AppliedPromotions cart={cart} />
                  <dt className="totals__sum"><Trans>Total before shipping</Trans></dt>
                  <dd className="totals__sum" data-testid="cart-sum">
                    {money(cart.total_price - discount, cart.currency)}
                  </dd>
                </>
              )}
            </dl>
            {stuck > 0 && (
              <p className="cart-stuck" data-testid="cart-stuck">
                <Plural value={stuck} one="# product cannot be bought as it stands." other="# products cannot be bought as they stand." />
              </p>
            )}
            <FreeShipping cart={cart} />
            <p className="small soft"><Trans>Shipping and tax come at checkout, before you pay.</Trans></p>
            <Link className="button button--primary button--wide" to="/checkout">
              <Trans context="a button that leads there">Checkout</Trans>
            </Link>
            <Link className="small" to="/">
              <Trans>Continue shopping</Trans>
            </Link>
          </aside>
        </div>
      )}
      {cart && cart.items.length > 0 && !signedIn && <ReminderForm cart={cart} />}
      {cart && saved.length > 0 && (
        <SavedLines
          lines={saved}
          busy={carts.busy}
          move={(line) => void attempt(() => carts.moveToCart(line.product_id), t`${line.product_name} is back in your cart.`)}
          remove={(line) => void attempt(() => carts.removeLine(line.product_id), t`${line.product_name} removed.`)}
        />
      )}
      {sharing && <ShareDialog close={() => setSharing(false)} />}
      {clearing && (
        <Dialog title={t`Clear your cart?`} close={() => setClearing(false)}>
          <p><Trans>Every line is removed. What you saved for later stays.</Trans></p>
          <div className="row">
            <button
              type="button"
              className="button button--danger"
              onClick={() => {
                setClearing(false);
                void attempt(carts.clear, t`Your cart is empty.`);
              }}
            >
              <Trans>Clear cart</Trans>
            </button>
            <button type="button" className="button button--quiet" onClick={() => setClearing(false)}>
              <Trans>Keep it</Trans>
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
