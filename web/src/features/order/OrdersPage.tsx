// The shopper's own orders, newest first.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { listOrders } from '../../api/orders';
import { asProblem } from '../../api/core/problem';
import { AccountFrame } from '../account/AccountFrame';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { ReceiptIcon } from '../../ui/icons';
import { LoadMore } from '../../ui/LoadMore';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { StatusPill } from '../../ui/StatusPill';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { dateOnly, shortId } from '../../ui/words';
import { filtersFrom, isNarrowed, noFilters, queryFor, searchFor, type OrderFilters } from './filters';
import { OrderFilterForm } from './OrderFilterForm';
import { OrdersFound } from './OrdersFound';
import './order.css';

export function OrdersPage() {
  const { t } = useLingui();
  useTitle(t`Your orders`);
  const { session } = useSession();
  if (session) return <OrderList />;
  return (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Your orders</Trans></h1>
      </div>
      <EmptyState icon={<ReceiptIcon />} title={t`No orders on this device`}>
        <p><Trans>Sign in to see the orders of your account.</Trans></p>
        <Link className="button button--primary" to="/sign-in?next=/orders">
          <Trans>Sign in</Trans>
        </Link>
        <p>
          <Trans>Bought as a guest on another device? <Link to="/find-order">Find your order</Link> by its number.</Trans>
        </p>
      </EmptyState>
    </div>
  );
}

function OrderList() {
  const { t } = useLingui();
  const { session, signedIn, may } = useSession();
  const [search, setSearch] = useSearchParams();
  const filters = filtersFrom(search);
  const change = (next: OrderFilters) => setSearch(searchFor(next));
  const me = session?.user.user_id;
  const found = useInfiniteQuery({
    queryKey: ['orders', 'mine', me, searchFor(filters).toString()],
    // An admin's list holds everybody's orders unless it asks for its own.
    queryFn: ({ pageParam, signal }) => listOrders({ ...queryFor(filters), limit: 20, cursor: pageParam, user_id: may('orders.view') ? me : undefined }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const failed = found.error ? asProblem(found.error) : null;
  const pages = {
    first: found.data?.pages[0] ?? null,
    items: (found.data?.pages ?? []).flatMap((page) => page.items),
    more: found.hasNextPage ? () => void found.fetchNextPage() : null,
    loadingMore: found.isFetchingNextPage,
    moreProblem: found.isFetchNextPageError ? failed : null,
  };
  const none = pages.first !== null && pages.items.length === 0 && !isNarrowed(filters);

  const list = (
    <div className="stack">
      {!none && <OrderFilterForm filters={filters} change={change} />}
      {failed && !found.isFetchNextPageError && <ErrorBanner problem={failed} retry={() => void found.refetch()} />}
      {found.isPending && !failed && <Loading what={t`Loading your orders`} />}
      <OrdersFound pages={pages} narrowed={isNarrowed(filters)} clear={() => change(noFilters)} />
      {none && (
        <EmptyState icon={<ReceiptIcon />} title={t`No orders yet`}>
          <p><Trans>What you buy shows up here the moment you press the button.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Look around</Trans>
          </Link>
        </EmptyState>
      )}
      <ul className="orders">
        {pages.items.map((order) => (
          <li key={order.order_id} className="orders__row" data-testid="order-row">
            <div>
              <Link className="strong orders__link" to={`/orders/${encodeURIComponent(order.order_id)}`}>
                <Trans>Order {shortId(order.order_id)}</Trans>
              </Link>
              <p className="small soft">
                {dateOnly(order.created_at)} · <Plural value={order.total_items} one="# item" other="# items" />
              </p>
            </div>
            <StatusPill status={order.status} />
            <span className="strong figure">{money(order.total_price, order.currency)}</span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </div>
  );
  return signedIn ? (
    <AccountFrame title={t`Your orders`}>{list}</AccountFrame>
  ) : (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Your orders</Trans></h1>
      </div>
      <div className="page-end">{list}</div>
    </div>
  );
}
