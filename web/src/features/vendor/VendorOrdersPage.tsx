// A vendor's orders: how many are at each stage, filters, and many moved at once.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { asProblem, type Problem } from '../../api/problem';
import type { BulkReply, OrderStatus, VendorOrder } from '../../api/types';
import { listVendorOrders, moveVendorOrders, readVendorSummary } from '../../api/vendor';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { LoadMore } from '../../ui/LoadMore';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { StatusPill } from '../../ui/StatusPill';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { usePages } from '../../ui/usePages';
import { useTitle } from '../../ui/useTitle';
import { count, dateTime, shortId, words } from '../../ui/words';
import { startOfDay } from '../order/filters';
import { nextOfAll, stages } from './stages';
import './vendor.css';

/** As many as the shop moves at once. */
const BULK_MAX = 100;

export function VendorOrdersPage() {
  useTitle('Orders');
  const [search, setSearch] = useSearchParams();
  const [status, q, product, from, to] = [search.get('status') ?? '', search.get('q') ?? '', search.get('product_id') ?? '', search.get('from') ?? '', search.get('to') ?? ''];
  const summary = useLoad((signal) => readVendorSummary(signal), 'summary');
  const pages = usePages<VendorOrder>(
    // The last day is meant to be in the list, and the shop's range ends before its end.
    (cursor, signal) => listVendorOrders({ status, q, product_id: product, from: startOfDay(from), to: startOfDay(to, 1), limit: 50, cursor }, signal),
    [status, q, product, from, to].join('|'),
  );

  return (
    <div className="stack">
      <h1>Orders</h1>
      <nav className="stages" aria-label="Orders by state" data-testid="stages">
        <Stage to="" label="All" at={status} search={search} />
        {stages.map((stage) => (
          <Stage key={stage.status} to={stage.status} label={stage.label} at={status} search={search} count={summary.data ? stage.count(summary.data) : undefined} />
        ))}
      </nav>
      <form
        className="vendor-filter"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          setSearch(() => {
            const now = new URLSearchParams();
            if (status) now.set('status', status);
            for (const name of ['q', 'product_id', 'from', 'to']) {
              const value = String(form.get(name) ?? '').trim();
              if (value) now.set(name, value);
            }
            return now;
          });
        }}
      >
        <Field key={`q${q}`} label="Order number" name="q" defaultValue={q} maxLength={60} />
        <Field key={`p${product}`} label="Product id" name="product_id" defaultValue={product} maxLength={100} />
        <Field key={`f${from}`} label="From" type="date" name="from" defaultValue={from} />
        <Field key={`t${to}`} label="To" type="date" name="to" defaultValue={to} />
        <button type="submit" className="button">
          Filter
        </button>
      </form>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading orders" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">{pages.more ? 'None among the newest; look further below.' : status || q || product || from || to ? 'No orders match.' : 'No orders yet.'}</p>}
      {pages.items.length > 0 && (
        <Table
          key={`${status}|${q}`}
          orders={pages.items}
          moved={() => {
            pages.reload();
            summary.reload();
          }}
        />
      )}
      <LoadMore pages={pages} />
      {(q || product || from || to) && (
        <button type="button" className="link-button" onClick={() => setSearch(status ? { status } : {})}>
          Show all again
        </button>
      )}
    </div>
  );
}

function Stage({ to, label, at, search, count: orders }: { to: string; label: string; at: string; search: URLSearchParams; count?: number }) {
  const target = new URLSearchParams(search);
  if (to) target.set('status', to);
  else target.delete('status');
  return (
    <Link to={{ search: target.toString() }} aria-current={at === to ? 'page' : undefined} data-testid={`stage-${to || 'all'}`}>
      {label} {orders !== undefined && <span className="figure">{orders.toLocaleString()}</span>}
    </Link>
  );
}

function Table({ orders, moved }: { orders: VendorOrder[]; moved: () => void }) {
  const say = useSay();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [carrier, setCarrier] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<BulkReply['results']>([]);
  const picked = orders.filter((order) => chosen.has(order.order_id));
  const to = nextOfAll(picked.map((order) => order.status));

  const toggle = (id: string) =>
    setChosen((was) => {
      const now = new Set(was);
      if (!now.delete(id) && now.size < BULK_MAX) now.add(id);
      return now;
    });
  const move = async (status: OrderStatus) => {
    setBusy(true);
    setProblem(null);
    try {
      const reply = await moveVendorOrders(picked.map((order) => order.order_id), status, status === 'shipped' ? carrier : undefined);
      setRefused(reply.results.filter((result) => !result.moved));
      if (reply.moved > 0) say.good(`${count(reply.moved, 'order')} now ${words(status).toLowerCase()}.`);
      setChosen(new Set());
      moved();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="stack">
      <div className="table-scroll">
        <table className="table table--cards vendor-orders">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Placed</th>
              <th scope="col">Ships to</th>
              <th scope="col">Status</th>
              <th scope="col" className="end">
                Total
              </th>
              <th scope="col" className="end">
                You get
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr key={order.order_id} data-testid="vendor-order-row">
                <td>
                  <label className="check">
                    <input type="checkbox" checked={chosen.has(order.order_id)} disabled={order.legal_next.length === 0} aria-label={`Choose order ${shortId(order.order_id)}`} onChange={() => toggle(order.order_id)} />
                    <Link className="strong" to={`/admin/orders/${encodeURIComponent(order.order_id)}`}>
                      {shortId(order.order_id)}
                    </Link>
                  </label>
                </td>
                <td className="nowrap">{dateTime(order.created_at)}</td>
                <td className="table__clip">{order.shipping_address.name}</td>
                <td>
                  <StatusPill status={order.status} />
                </td>
                <td className="end figure nowrap" data-label="Total">
                  {money(order.total_price, order.currency)}
                </td>
                <td className="end figure nowrap" data-label="You get">
                  {order.payable === null || order.payable === undefined ? '–' : money(order.payable, order.currency)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problem && <ErrorBanner problem={problem} />}
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
      {picked.length > 0 && (
        <div className="panel panel--mist row bulk" role="region" aria-label="Chosen orders" data-testid="bulk">
          <span className="strong">{count(picked.length, 'order')} chosen</span>
          {to === 'shipped' && <Field label="Carrier" optional value={carrier} maxLength={60} onChange={(event) => setCarrier(event.target.value)} />}
          {to ? (
            <button type="button" className="button button--primary" disabled={busy} data-testid="bulk-move" onClick={() => void move(to)}>
              Mark as {words(to).toLowerCase()}
            </button>
          ) : (
            <span className="small soft">They have no next step in common.</span>
          )}
          <button type="button" className="link-button" onClick={() => setChosen(new Set())}>
            Choose none
          </button>
        </div>
      )}
    </div>
  );
}
