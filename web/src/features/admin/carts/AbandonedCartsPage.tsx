// Carts that were left without an order, last flagged first.
import { listAbandonedCarts } from '../../../api/desk/adminCarts';
import type { CartRow } from '../../../api/types';
import { useRows } from '../../../ui/table/useRows';
import { useTitle } from '../../../ui/useTitle';
import { CartTable } from './CartTable';

export function AbandonedCartsPage() {
  useTitle('Abandoned carts');
  const rows = useRows<CartRow>(['carts', 'abandoned'], (cursor, signal) => listAbandonedCarts({ limit: 50, cursor }, signal));
  return (
    <>
      <p className="small soft">Whoever left one and has an address gets a mail with a link back. A cart that is used again leaves this list.</p>
      <CartTable
        rows={rows}
        abandoned
        empty="No cart is abandoned."
        extra={
          <button type="button" className="button button--small" onClick={rows.reload}>
            Check again
          </button>
        }
      />
    </>
  );
}
