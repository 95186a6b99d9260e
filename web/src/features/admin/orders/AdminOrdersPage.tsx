// All orders for whoever may see them; a vendor is shown its own.
import { useState } from 'react';
import { Link } from 'react-router';
import { exportOrders } from '../../../api/desk/imports';
import { listOrders } from '../../../api/orders';
import type { Order } from '../../../api/types';
import { money } from '../../../ui/money';
import { StatusPill } from '../../../ui/StatusPill';
import { statusWords } from '../../../ui/statusWords';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import type { Filter } from '../../../ui/table/Toolbar';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { number, shortId, words } from '../../../ui/words';
import { filtersFrom, noFilters, queryFor, type OrderFilters } from '../../order/filters';
import { statuses } from '../../order/statuses';
import { useShop } from '../../shop/useShop';
import { VendorOrdersPage } from '../../vendor/VendorOrdersPage';
import { ExportJob } from '../frame/ExportJob';
import { MOVE_MAX, MoveOrders, StayedOrders, type Stayed } from './MoveOrders';
import { fulfilmentTones, paymentTones } from './tones';

export function AdminOrdersPage() {
  const { may } = useSession();
  return may('orders.view') ? <AllOrders /> : <VendorOrdersPage />;
}

const to = (order: Order) => `/admin/orders/${encodeURIComponent(order.order_id)}`;

const columns: Column<Order>[] = [
  {
    id: 'order',
    label: 'Order',
    name: true,
    cell: (order) => <Link to={to(order)}>{shortId(order.order_id)}</Link>,
    value: (order) => order.order_id,
  },
  { id: 'placed', label: 'Placed', plain: true, cell: (order) => <When at={order.created_at} />, value: (order) => order.created_at, sort: { up: 'created_at', down: '-created_at' } },
  { id: 'customer', label: 'Customer', plain: true, clip: true, cell: (order) => <bdi title={order.email}>{order.shipping_address.name || order.email}</bdi>, value: (order) => order.shipping_address.name },
  { id: 'email', label: 'E-mail', off: true, clip: true, cell: (order) => <span title={order.email}>{order.email}</span>, value: (order) => order.email },
  { id: 'items', label: 'Items', end: true, cell: (order) => number(order.total_items), value: (order) => order.total_items },
  { id: 'payment', label: 'Payment', plain: true, cell: (order) => <span className={`pill ${paymentTones[order.payment.status] ?? ''}`}>{words(order.payment.status)}</span>, value: (order) => order.payment.status },
  {
    id: 'fulfilment',
    label: 'Fulfilment',
    plain: true,
    cell: (order) => (order.fulfilment ? <span className={`pill ${fulfilmentTones[order.fulfilment.status] ?? ''}`}>{words(order.fulfilment.status)}</span> : '–'),
    value: (order) => order.fulfilment?.status,
  },
  { id: 'status', label: 'Status', off: true, plain: true, cell: (order) => <StatusPill status={order.status} />, value: (order) => order.status },
  { id: 'ships', label: 'Ships to', off: true, cell: (order) => order.shipping_address.country, value: (order) => order.shipping_address.country },
  { id: 'code', label: 'Code', off: true, cell: (order) => order.coupon_code ?? '–', value: (order) => order.coupon_code },
  { id: 'total', label: 'Total', end: true, plain: true, cell: (order) => <span className="nowrap">{money(order.total_price, order.currency)}</span>, value: (order) => order.total_price, file: (order) => `${order.total_price} ${order.currency}`, sort: { up: 'total_price', down: '-total_price' } },
];

const views = [
  { label: 'All', search: '' },
  { label: 'To pack', search: 'status=confirmed' },
  { label: 'Being packed', search: 'status=processing' },
  { label: 'Not paid yet', search: 'status=pending' },
  { label: 'On their way', search: 'status=shipped' },
];

// Those that a range of totals is named in.
const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'KWD'];
const sorted = { id: 'placed', desc: true };

function AllOrders() {
  useTitle('Orders');
  const { may } = useSession();
  const shop = useShop();
  const [stayed, setStayed] = useState<Stayed[]>([]);
  const list = useListState(Object.keys(noFilters), (search) => ({ ...filtersFrom(search) }));
  const filters = list.values as unknown as OrderFilters;
  const rows = useRows<Order>(['orders', 'all', filters], (cursor, signal) => listOrders({ ...queryFor(filters), limit: 50, cursor }, signal));
  // An amount means nothing without its currency: unless one is chosen it is the shop's.
  const inCurrency = (value: string): Record<string, string> => (value && !filters.currency ? { currency: shop.currency } : {});
  const all: Filter[] = [
    { id: 'status', label: 'Status', all: 'All', options: statuses.map((status) => [status, statusWords(status)]) },
    { id: 'from', label: 'From', kind: 'date', more: true },
    { id: 'to', label: 'To', kind: 'date', more: true },
    { id: 'product_id', label: 'Product’s id', kind: 'text', more: true },
    { id: 'user_id', label: 'Customer’s id', kind: 'text', more: true },
    { id: 'min_total', label: 'Total from', kind: 'number', more: true, set: inCurrency },
    { id: 'max_total', label: 'Total up to', kind: 'number', more: true, set: inCurrency },
    { id: 'currency', label: 'Currency', all: 'Any', options: [...new Set([shop.currency, ...currencies])].map((each) => [each, each]), more: true },
  ];
  return (
    <div className="stack">
      <h1>Orders</h1>
      <StayedOrders stayed={stayed} read={() => setStayed([])} />
      <DataTable
        name="orders"
        label="Orders"
        one="order"
        rows={rows}
        columns={columns}
        rowId={(order) => order.order_id}
        rowTestId="admin-order-row"
        rowName={(order) => `order ${shortId(order.order_id)}`}
        to={to}
        list={list}
        search={{ label: 'Search', placeholder: 'Number, e-mail, name or product' }}
        filters={all}
        filterTestId="order-filter"
        views={views}
        sorted={sorted}
        empty="No orders yet."
        none="No orders match"
        bulkMax={MOVE_MAX}
        canChoose={(order) => order.legal_next.length > 0}
        bulk={
          may('orders.edit')
            ? (picked, _, keep) => (
                <MoveOrders
                  picked={picked}
                  moved={(those) => {
                    setStayed(those);
                    keep(those.map(({ id }) => id));
                    rows.reload();
                  }}
                />
              )
            : undefined
        }
        extra={<ExportJob name="orders.csv" label="Export of the orders" testId="export-orders" read={() => exportOrders(queryFor(filters))} />}
      />
    </div>
  );
}
