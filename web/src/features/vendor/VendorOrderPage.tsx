// One order for the vendor who packs its part: what is in it, its parcels, its money, and the moves that are legal now.
import { useState } from 'react';
import { Link } from 'react-router';
import { asProblem, type Problem } from '../../api/problem';
import type { OrderStatus, VendorOrder } from '../../api/types';
import { moveVendorOrder, parcelArrived, readVendorOrder, sendParcel } from '../../api/vendor';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { deduction, money } from '../../ui/money';
import { StatusPill } from '../../ui/StatusPill';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { count, dateTime, shortId, words } from '../../ui/words';
import { DeliveryBlock } from '../order/DeliveryBlock';
import { Refused } from '../order/Refused';
import { LabelButton } from '../order/LabelButton';
import { ShipmentDialog } from '../order/ShipmentDialog';
import { taxWords } from '../order/taxWords';
import './vendor.css';

export function VendorOrderPage({ orderId }: { orderId: string }) {
  const found = useLoad((signal) => readVendorOrder(orderId, signal), orderId);
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [packing, setPacking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const order = found.data;
  if (!order) return found.problem ? <ErrorBanner problem={found.problem} retry={found.reload} /> : <Loading what="Loading the order" />;

  const make = async (move: () => Promise<VendorOrder>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      found.replace(await move());
      say.good(done);
    } catch (error) {
      setProblem(asProblem(error));
      found.reload();
    } finally {
      setBusy(false);
    }
  };
  const moves = order.legal_next;
  const left = order.items.some((line) => line.shipped < line.quantity);

  return (
    <div className="stack stack--loose">
      <div className="stack stack--tight">
        <Link className="small" to="/admin/orders">
          All orders
        </Link>
        <div className="row">
          <h1>Order {shortId(order.order_id)}</h1>
          <StatusPill status={order.status} testId="order-status" />
        </div>
        <p className="small soft">
          {dateTime(order.created_at)} · <span className="mono">{order.order_id}</span>
        </p>
      </div>
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
          <ul className="order-lines">
            {order.items.map((line) => (
              <li key={line.product_id}>
                <div>
                  <Link to={`/products/${encodeURIComponent(line.product_id)}`}>{line.product_name}</Link>
                  <p className="small soft">
                    {line.quantity} × {money(line.price, order.currency)} ·{' '}
                    {line.requires_shipping ? `${line.shipped} of ${line.quantity} sent` : 'not sent, delivered with the confirmation'}
                    {line.tax_rate !== undefined && line.tax_rate !== null && ` · ${taxWords(line.tax_rate, line.tax_reason)}`}
                  </p>
                </div>
                <span className="strong figure nowrap">{money(line.subtotal, order.currency)}</span>
              </li>
            ))}
          </ul>
          <Money order={order} />
        </section>
        <div className="stack stack--loose">
          <section className="stack stack--tight" aria-labelledby="to-title">
            <h2 id="to-title">Ships to</h2>
            <DeliveryBlock order={order} />
          </section>
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
            found.reload();
          }}
          sent={(changed) => {
            found.replace(changed);
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
