// Carts that were left without an order, last flagged first.
import { listAbandonedCarts } from '../../../api/adminCarts';
import type { CartRow } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { CartTable } from './CartTable';

export function AbandonedCartsPage() {
  useTitle('Abandoned carts');
  const pages = usePages<CartRow>((cursor, signal) => listAbandonedCarts({ limit: 30, cursor }, signal), 'abandoned');
  return (
    <>
      <div className="row row--apart">
        <p className="small soft">Whoever left one and has an address gets a mail with a link back. A cart that is used again leaves this list.</p>
        <button type="button" className="button button--small" onClick={pages.reload}>
          Check again
        </button>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading abandoned carts" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft" data-testid="carts-list">No cart is abandoned.</p>}
      {pages.items.length > 0 && <CartTable carts={pages.items} abandoned />}
      <LoadMore pages={pages} />
    </>
  );
}
