// One order for the vendor who packs its part: what is in it, its parcels, its money, and the moves that are legal now.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import type { OrderStatus, VendorOrder } from '../../api/types';
import { moveVendorOrder, parcelArrived, readVendorOrder, sendParcel } from '../../api/desk/vendor';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { deduction, money } from '../../ui/money';
import { StatusPill } from '../../ui/StatusPill';
import { useSay } from '../../ui/Toasts';
import { count, words } from '../../ui/words';
import { OrderHead } from '../admin/orders/OrderHead';
import { OrderLines } from '../admin/orders/OrderLines';
import { ShipsTo } from '../admin/orders/ShipsTo';
import { Refused } from '../order/Refused';
import { LabelButton } from '../order/parcels/LabelButton';
import { ShipmentDialog } from '../order/parcels/ShipmentDialog';
import '../order/order.css';
import '../admin/orders/orders.css';
import './vendor.css';

export function VendorOrderPage({ orderId }: { orderId: string }) {
  const client = useQueryClient();
  const key = ['vendor-orders', orderId];
  const found = useQuery({ queryKey: key, queryFn: ({ signal }) => readVendorOrder(orderId, signal) });
  const replace = (changed: VendorOrder) => client.setQueryData(key, changed);
  const reload = () => void found.refetch();
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [packing, setPacking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const order = found.data;
  if (!order) return found.isError ? <ErrorBanner problem={asProblem(found.error)} retry={reload} /> : <Loading what="Loading the order" />;

  const make = async (move: () => Promise<VendorOrder>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      replace(await move());
      say.good(done);
    } catch (error) {
      setProblem(asProblem(error));
      reload();
    } finally {
      setBusy(false);
    }
  };
  const moves = order.legal_next;
  const left = order.items.some((line) => line.shipped < line.quantity);

  return (
    <div className="stack stack--loose">
      <OrderHead orderId={order.order_id} createdAt={order.created_at} pills={<StatusPill status={order.status} testId="order-status" />} isSent={order.items.some((line) => line.requires_shipping)} />
      <section className="panel panel--mist stack" aria-labelledby="moves-title">
        <h2 id="moves-title">Next step</h2>
        {problem && <Refused problem={problem} then="Below is what they left." />}
        {moves.length === 0 && <p className="soft">There is no step left for you.</p>}
        <div className="row">
          {moves.includes('shipped') && left && (
            <button type="button" className="button button--primary" disabled={busy} data-testid="pack" onClick={() => setPacking(true)}>
              Send a parcel
            </button>
          )}
          {moves.filter((status) => status !== 'shipped').map((status: OrderStatus) => (
            <button
              key={status}
              type="button"
              className="button button--primary"
              disabled={busy}
              data-testid={`move-${status}`}
              onClick={() => void make(() => moveVendorOrder(order.order_id, status, order.version), `Order is now ${words(status).toLowerCase()}.`)}
            >
              Mark as {words(status).toLowerCase()}
            </button>
          ))}
        </div>
      </section>
      <div className="halves">
        <section className="stack" aria-labelledby="lines-title">
          <h2 id="lines-title">Lines</h2>
          <OrderLines lines={order.items} currency={order.currency} status={order.status} />
          <Money order={order} />
        </section>
        <div className="stack stack--loose">
          <ShipsTo order={order} />
          <section className="stack stack--tight" aria-labelledby="parcels-title">
            <h2 id="parcels-title">Parcels</h2>
            {order.shipments.length === 0 && <p className="soft">None was sent yet.</p>}
            <ul className="changes">
              {order.shipments.map((parcel) => (
                <li key={parcel.shipment_id} data-testid="parcel">
                  <span>
                    <span className="strong">{parcel.carrier ?? 'Parcel'}</span> {parcel.tracking_number && <span className="mono">{parcel.tracking_number}</span>}
                  </span>
                  <span className="soft">{count(parcel.lines.reduce((sum, line) => sum + line.quantity, 0), 'piece')}</span>
                  <StatusPill status={parcel.status} />
                  {parcel.has_label && <LabelButton of={`vendor/orders/${encodeURIComponent(order.order_id)}`} number={parcel.shipment_id} />}
                  {parcel.status === 'shipped' && (
                    <button type="button" className="link-button" disabled={busy} onClick={() => void make(() => parcelArrived(order.order_id, parcel.shipment_id, order.version), 'The parcel has arrived.')}>
                      Has arrived
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
      {packing && (
        <ShipmentDialog
          lines={order.items}
          send={(parcel) => sendParcel(order.order_id, parcel, order.version)}
          close={() => {
            setPacking(false);
            reload();
          }}
          sent={(changed) => {
            replace(changed);
            setPacking(false);
            say.good('The parcel is on its way.');
          }}
        />
      )}
    </div>
  );
}

function Money({ order }: { order: VendorOrder }) {
  const rows: [string, string][] = [
    ['Lines', money(order.subtotal, order.currency)],
    ...(order.discount > 0 ? [['Discounts', deduction(order.discount, order.currency)] as [string, string]] : []),
    ['Shipping share', money(order.shipping, order.currency)],
    ['Tax', money(order.tax, order.currency)],
  ];
  return (
    <dl className="totals" data-testid="vendor-money">
      {rows.map(([label, amount]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
      <dt className="strong">Customer pays</dt>
      <dd className="strong">{money(order.total_price, order.currency)}</dd>
      {order.commission !== null && order.commission !== undefined && (
        <>
          <dt>Commission</dt>
          <dd>{deduction(order.commission, order.currency)}</dd>
        </>
      )}
      {order.payable !== null && order.payable !== undefined && (
        <>
          <dt className="totals__sum">You get</dt>
          <dd className="totals__sum">{money(order.payable, order.currency)}</dd>
        </>
      )}
    </dl>
  );
}
