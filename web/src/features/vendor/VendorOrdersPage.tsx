// A vendor's orders: how many are at each stage, filters, and many moved at once.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { asProblem, type Problem } from '../../api/core/problem';
import type { BulkReply, OrderStatus, VendorOrder } from '../../api/types';
import { exportVendorOrders, listVendorOrders, moveVendorOrders, readVendorSummary } from '../../api/desk/vendor';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { money } from '../../ui/money';
import { StatusPill } from '../../ui/StatusPill';
import { DataTable, type Column } from '../../ui/table/DataTable';
import type { Filter } from '../../ui/table/Toolbar';
import { useListState } from '../../ui/table/useListState';
import { useRows } from '../../ui/table/useRows';
import { When } from '../../ui/table/When';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { count, number, shortId, words } from '../../ui/words';
import { dayAfter } from '../order/filters';
import { ExportJob } from '../admin/frame/ExportJob';
import { nextOfAll, stages } from './stages';
import './vendor.css';

/** As many as the shop moves at once. */
const BULK_MAX = 100;

const to = (order: VendorOrder) => `/admin/orders/${encodeURIComponent(order.order_id)}`;

const columns: Column<VendorOrder>[] = [
  { id: 'order', label: 'Order', name: true, cell: (order) => <Link to={to(order)}>{shortId(order.order_id)}</Link>, value: (order) => order.order_id },
  { id: 'placed', label: 'Placed', plain: true, cell: (order) => <When at={order.created_at} />, value: (order) => order.created_at },
  { id: 'ships', label: 'Ships to', plain: true, clip: true, cell: (order) => <bdi>{order.shipping_address.name}</bdi>, value: (order) => order.shipping_address.name },
  { id: 'items', label: 'Items', end: true, cell: (order) => number(units(order)), value: units },
  { id: 'status', label: 'Status', plain: true, cell: (order) => <StatusPill status={order.status} />, value: (order) => order.status },
  { id: 'total', label: 'Total', end: true, cell: (order) => <span className="nowrap">{money(order.total_price, order.currency)}</span>, value: (order) => order.total_price },
  {
    id: 'payable',
    label: 'You get',
    end: true,
    cell: (order) => (order.payable === null || order.payable === undefined ? '–' : <span className="nowrap">{money(order.payable, order.currency)}</span>),
    value: (order) => order.payable,
  },
];

const filters: Filter[] = [
  { id: 'product_id', label: 'Product id', kind: 'text', more: true },
  { id: 'from', label: 'From', kind: 'date', more: true },
  { id: 'to', label: 'To', kind: 'date', more: true },
];

function units(order: VendorOrder): number {
  return order.items.reduce((sum, item) => sum + item.quantity, 0);
}

export function VendorOrdersPage() {
  useTitle('Orders');
  const client = useQueryClient();
  const list = useListState(['status', 'q', 'product_id', 'from', 'to']);
  const { status, q, product_id, from = '', to: until = '' } = list.values;
  const summary = useQuery({ queryKey: ['vendor-orders', 'summary'], queryFn: ({ signal }) => readVendorSummary(signal) });
  // The last day is meant to be in the list, and the shop's range ends before its end.
  const rows = useRows<VendorOrder>(['vendor-orders', list.values], (cursor, signal) => listVendorOrders({ status, q, product_id, from, to: dayAfter(until), limit: 50, cursor }, signal));
  const [refused, setRefused] = useState<BulkReply['results']>([]);
  const views = [
    { label: 'All', search: '', testId: 'stage-all' },
    ...stages.map((stage) => ({ label: stage.label, search: `status=${stage.status}`, count: summary.data ? stage.count(summary.data) : undefined, testId: `stage-${stage.status}` })),
  ];
  return (
    <div className="stack">
      <h1>Orders</h1>
      <DataTable
        name="vendor-orders"
        label="Orders"
        one="order"
        rows={rows}
        columns={columns}
        rowId={(order) => order.order_id}
        rowTestId="vendor-order-row"
        rowName={(order) => `order ${shortId(order.order_id)}`}
        to={to}
        list={list}
        search={{ label: 'Order number' }}
        filters={filters}
        views={views}
        extra={<ExportJob name="orders.csv" label="Export of your orders" testId="export-vendor-orders" read={() => exportVendorOrders({ status, q, product_id, from, to: dayAfter(until) })} />}
        empty="No orders yet."
        none="No orders match."
        bulkMax={BULK_MAX}
        canChoose={(order) => order.legal_next.length > 0}
        bulk={(picked, none) => (
          <Move
            picked={picked}
            moved={(reply) => {
              setRefused(reply.results.filter((result) => !result.moved));
              none();
              void client.invalidateQueries({ queryKey: ['vendor-orders'] });
            }}
          />
        )}
      />
      {refused.length > 0 && (
        <div className="notice notice--warn" role="alert">
          <ul>
            {refused.map((result) => (
              <li key={result.order_id}>
                {shortId(result.order_id)}: {result.detail}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Move({ picked, moved }: { picked: VendorOrder[]; moved: (reply: BulkReply) => void }) {
  const say = useSay();
  const [carrier, setCarrier] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const to = nextOfAll(picked.map((order) => order.status));
  const move = async (status: OrderStatus) => {
    setBusy(true);
    setProblem(null);
    try {
      const reply = await moveVendorOrders(picked.map((order) => order.order_id), status, status === 'shipped' ? carrier : undefined);
      if (reply.moved > 0) say.good(`${count(reply.moved, 'order')} now ${words(status).toLowerCase()}.`);
      moved(reply);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {problem && <ErrorBanner problem={problem} />}
      <div className="row">
        {to === 'shipped' && <Field label="Carrier" optional value={carrier} maxLength={60} onChange={(event) => setCarrier(event.target.value)} />}
        {to ? (
          <button type="button" className="button button--primary" disabled={busy} data-testid="bulk-move" onClick={() => void move(to)}>
            Mark as {words(to).toLowerCase()}
          </button>
        ) : (
          <span className="small soft">They have no next step in common.</span>
        )}
      </div>
    </>
  );
}
