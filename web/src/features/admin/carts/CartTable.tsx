// A list of carts, one row each, and a look into one of them.
import { useState } from 'react';
import type { CartRow } from '../../../api/types';
import { money } from '../../../ui/money';
import { count, dateTime } from '../../../ui/words';
import { CartDialog } from './CartDialog';
import { ownerWords } from './cartFigures';

/** `abandoned` shows since when a cart is left rather than how long it is kept. */
export function CartTable({ carts, abandoned = false }: { carts: CartRow[]; abandoned?: boolean }) {
  const [open, setOpen] = useState<CartRow | null>(null);
  return (
    <>
      <div className="table-scroll" data-testid="carts-list">
        <table className="table table--cards">
          <thead>
            <tr>
              <th scope="col">Cart of</th>
              <th scope="col">In it</th>
              <th scope="col">Changed</th>
              <th scope="col">{abandoned ? 'Left since' : 'Kept until'}</th>
              <th scope="col" className="end">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {carts.map((cart) => (
              <tr key={cart.user_id} data-testid="cart-row" data-user-id={cart.user_id}>
                <td>
                  <button type="button" className="link-button strong" title={cart.user_id} onClick={() => setOpen(cart)}>
                    {ownerWords(cart)}
                    <span className="visually-hidden">: look into the cart</span>
                  </button>{' '}
                  {cart.guest && cart.email && <span className="soft">(guest)</span>} {!abandoned && cart.abandoned_at && <span className="pill pill--warn">Abandoned</span>}
                </td>
                <td>
                  {count(cart.units, 'item')}
                  <span className="soft">
                    {' · '}
                    {count(cart.lines, 'product')}
                    {cart.coupon && ` · ${cart.coupon}`}
                  </span>
                </td>
                <td className={`nowrap${abandoned ? ' table__roomy' : ''}`} data-label="Changed">
                  {dateTime(cart.updated_at)}
                </td>
                <td className={`nowrap${abandoned ? '' : ' table__roomy'}`} data-label={abandoned ? 'Left since' : 'Kept until'}>
                  {dateTime(abandoned ? cart.abandoned_at : cart.expires_at)}
                </td>
                <td className="end figure nowrap">{cart.currency ? money(cart.value, cart.currency) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && <CartDialog userId={open.user_id} title={`Cart of ${ownerWords(open)}`} close={() => setOpen(null)} />}
    </>
  );
}
