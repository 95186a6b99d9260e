// One shopper's cart as it is now, and what was done to it.
import { listCartChanges, readCartOf } from '../../../api/desk/adminCarts';
import type { CartChange, CartLine, CartReply } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { useLoad } from '../../../ui/browser/useLoad';
import { useRows } from '../../../ui/table/useRows';
import { dateTime } from '../../../ui/words';
import { useProductNames } from '../../cart/useProductNames';
import { changeWords } from './cartFigures';

export function CartDialog({ userId, title, close }: { userId: string; title: string; close: () => void }) {
  const cart = useLoad(['carts', 'of', userId], (signal) => readCartOf(userId, signal));
  const changes = useRows<CartChange>(['carts', 'changes', userId], (cursor, signal) => listCartChanges(userId, { limit: 10, cursor }, signal));
  const nameOf = useProductNames(
    changes.items.flatMap((change) => change.product_id ?? []),
    cart.data,
  );
  return (
    <Dialog title={title} close={close} wide>
      {cart.problem && <ErrorBanner problem={cart.problem} retry={cart.reload} />}
      {!cart.data && !cart.problem && <Loading blocks={1} what="Loading the cart" />}
      {cart.data && <Contents cart={cart.data} />}
      <section className="stack stack--tight" aria-labelledby="cart-changes">
        <h3 id="cart-changes">What happened</h3>
        {changes.problem && <ErrorBanner problem={changes.problem} retry={changes.reload} />}
        {changes.loading && !changes.first && !changes.problem && <Loading blocks={1} what="Loading what happened" />}
        <ul className="changes">
          {changes.items.map((change, i) => (
            <li key={`${change.version}-${i}`}>
              <time className="small soft nowrap" dateTime={change.at}>
                {dateTime(change.at)}
              </time>
              <span>
                {changeWords(change, change.product_id ? nameOf(change.product_id) : null)}
                {change.actor !== userId && <span className="soft"> · {change.actor === 'system' ? 'by itself' : 'by somebody else'}</span>}
              </span>
            </li>
          ))}
        </ul>
        <LoadMore pages={changes} />
      </section>
    </Dialog>
  );
}

function Contents({ cart }: { cart: CartReply }) {
  const currency = cart.currency ?? cart.saved_for_later[0]?.currency ?? 'USD';
  if (cart.items.length + cart.saved_for_later.length === 0) return <p className="soft">There is nothing in it.</p>;
  return (
    <div className="stack">
      <ul className="changes">
        {cart.items.map((line) => (
          <Line key={line.product_id} line={line} />
        ))}
      </ul>
      <dl className="totals">
        {cart.coupon && (
          <>
            <dt>Coupon {cart.coupon.code}</dt>
            <dd>{cart.coupon.applied ? 'applies' : 'does not apply'}</dd>
          </>
        )}
        <dt className="totals__sum">Together</dt>
        <dd className="totals__sum">{money(cart.total_price, currency)}</dd>
      </dl>
      {cart.saved_for_later.length > 0 && (
        <>
          <h3>Saved for later</h3>
          <ul className="changes">
            {cart.saved_for_later.map((line) => (
              <Line key={line.product_id} line={line} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Line({ line }: { line: CartLine }) {
  return (
    <li className="row row--apart" data-testid="cart-dialog-line">
      <span>
        {line.quantity} × {line.product_name}
        {line.available === false && <span className="soft"> · cannot be bought now</span>}
      </span>
      <span className="figure">{money(line.subtotal, line.currency)}</span>
    </li>
  );
}
