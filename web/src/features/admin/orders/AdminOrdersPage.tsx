// All orders for an admin; a vendor is shown its own.
import { Link, useSearchParams } from 'react-router';
import { listOrders } from '../../../api/orders';
import type { Order } from '../../../api/types';
import { exportOrders } from '../../../api/imports';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { ExportButton } from '../../../ui/ExportButton';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { StatusPill } from '../../../ui/StatusPill';
import { usePages } from '../../../ui/usePages';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId } from '../../../ui/words';
import { filtersFrom, isNarrowed, noFilters, queryFor, searchFor, type OrderFilters } from '../../order/filters';
import { OrderFilterForm } from '../../order/OrderFilterForm';
import { OrdersFound } from '../../order/OrdersFound';
import { VendorOrdersPage } from '../../vendor/VendorOrdersPage';

export function AdminOrdersPage() {
  const { may } = useSession();
  return may('orders.view') ? <AllOrders /> : <VendorOrdersPage />;
}

function AllOrders() {
  useTitle('Orders');
  const [search, setSearch] = useSearchParams();
  const filters = filtersFrom(search);
  const key = searchFor(filters).toString();
  const change = (next: OrderFilters) => setSearch(searchFor(next));
  const pages = usePages<Order>((cursor, signal) => listOrders({ ...queryFor(filters), limit: 30, cursor }, signal), key);
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Orders</h1>
        <ExportButton name="orders.csv" testId="export-orders" read={() => exportOrders(queryFor(filters))} />
      </div>
      <OrderFilterForm filters={filters} change={change} everybodys />
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading orders" />}
      <OrdersFound pages={pages} narrowed={isNarrowed(filters)} clear={() => change({ ...noFilters, sort: filters.sort })} />
      {pages.first && pages.items.length === 0 && !isNarrowed(filters) && <p className="empty soft">No orders yet.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Placed</th>
                <th scope="col">Customer</th>
                <th scope="col">Status</th>
                <th scope="col" className="end">
                  Total
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((order) => (
                <tr key={order.order_id} data-testid="admin-order-row">
                  <td>
                    <Link className="strong" to={`/admin/orders/${encodeURIComponent(order.order_id)}`}>
                      {shortId(order.order_id)}
                    </Link>
                  </td>
                  <td className="nowrap">{dateTime(order.created_at)}</td>
                  <td className="table__clip" title={order.email}>
                    {order.email}
                  </td>
                  <td>
                    <StatusPill status={order.status} />
                  </td>
                  <td className="end figure nowrap">{money(order.total_price, order.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </div>
  );
}
