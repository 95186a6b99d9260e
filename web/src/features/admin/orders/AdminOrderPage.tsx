// One order for the people who pack it: what is in it, and the moves that are legal now.
import { useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { moveOrder, parcelArrived, sendParcel } from '../../../api/orders';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { Order, OrderEvent, OrderStatus } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { shortId, words } from '../../../ui/words';
import { CancelDialog } from '../../order/CancelDialog';
import { OrderBreakdown } from '../../order/OrderBreakdown';
import { Refused } from '../../order/Refused';
import { ShipmentDialog } from '../../order/parcels/ShipmentDialog';
import { Shipments } from '../../order/parcels/Shipments';
import { Timeline } from '../../order/Timeline';
import { useOrder } from '../../order/useOrder';
import { PapersPanel } from '../../papers/PapersPanel';
import { VendorOrderPage } from '../../vendor/VendorOrderPage';
import { CustomerCard } from './CustomerCard';
import { OrderDesk } from './OrderDesk';
import { OrderHead } from './OrderHead';
import { OrderLines } from './OrderLines';
import { OrderMails } from './OrderMails';
import { OrderNotes } from './OrderNotes';
import { OrderPills } from './OrderState';
import { ShipsTo } from './ShipsTo';
import { WithdrawalDesk } from './WithdrawalDesk';
import '../../order/order.css';
import './orders.css';

export function AdminOrderPage() {
  const { orderId = '' } = useParams();
  useTitle(`Order ${shortId(orderId)}`);
  const { may } = useSession();
  return may('orders.view') ? <ShopOrder orderId={orderId} /> : <VendorOrderPage orderId={orderId} />;
}

function ShopOrder({ orderId }: { orderId: string }) {
  const watch = useOrder(orderId);
  if (!watch.data) return watch.problem ? <ErrorBanner problem={watch.problem} retry={watch.reload} /> : <Loading what="Loading the order" />;
  const { order, events } = watch.data;
  return <OrderToPack order={order} events={events} move={(status, reason) => moveOrder(order, status, reason)} reload={watch.reload} desk={<OrderDesk order={order} reload={watch.reload} />} />;
}

interface Props {
  order: Order;
  events: OrderEvent[];
  move: (status: OrderStatus, reason?: string) => Promise<Order>;
  reload: () => void;
  desk: ReactNode;
}

function OrderToPack({ order, events, move, reload, desk }: Props) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [cancelling, setCancelling] = useState(false);
  const [packing, setPacking] = useState(false);

  const make = async (action: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
      say.good(done);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      reload();
    }
  };
  // What cannot be taken back stands last.
  const moves = [...order.legal_next].sort((one, other) => Number(one === 'cancelled') - Number(other === 'cancelled'));

  return (
    <div className="stack stack--loose">
      <OrderHead orderId={order.order_id} createdAt={order.created_at} pills={<OrderPills order={order} testId="order-status" />} isSent={order.items.some((line) => line.requires_shipping)} />
      <div className="order-desk">
        <div className="stack stack--loose">
      <section className="panel panel--mist stack" aria-labelledby="moves-title">
        <h2 id="moves-title">Next step</h2>
        {problem && <Refused problem={problem} then="Below is what they left." />}
        {moves.length === 0 && <p className="soft">There is no step left on its way. Money, lines and returns are below.</p>}
        <div className="row">
          {moves.includes('shipped') && (
            <May permission="orders.edit">
              <button type="button" className="button button--primary" disabled={busy} data-testid="pack" onClick={() => setPacking(true)}>
                Send a parcel
              </button>
            </May>
          )}
          <May permission="orders.edit">
            {moves.map((status) => (
              <button
                key={status}
                type="button"
                className={`button ${status === 'cancelled' ? 'button--danger' : status === 'shipped' ? '' : 'button--primary'}`}
                disabled={busy}
                data-testid={`move-${status}`}
                onClick={() => (status === 'cancelled' ? setCancelling(true) : void make(() => move(status), `Order is now ${words(status).toLowerCase()}.`))}
              >
                {status === 'cancelled' ? 'Cancel order' : status === 'shipped' ? 'Mark all as shipped' : `Mark as ${words(status).toLowerCase()}`}
              </button>
            ))}
          </May>
        </div>
      </section>
          <section className="stack" aria-labelledby="lines-title">
            <h2 id="lines-title">Lines</h2>
            <OrderBreakdown order={order} lines={<OrderLines lines={order.items} currency={order.currency} status={order.status} />} />
            <Shipments order={order} arrived={(number) => void make(() => parcelArrived(order, number), 'The parcel has arrived.')} />
          </section>
          {desk}
          <WithdrawalDesk order={order} />
        </div>
        <div className="order-desk__side stack stack--loose">
          <CustomerCard order={order} />
          {order.shipping_address && <ShipsTo order={order} />}
          <OrderNotes orderId={order.order_id} />
          <PapersPanel order={order} staff />
          <May permission="mail.view">
            <OrderMails orderId={order.order_id} version={order.version} />
          </May>
          {events && (
            <section className="stack stack--tight" aria-labelledby="timeline-title">
              <h2 id="timeline-title">Timeline</h2>
              <Timeline events={events} />
            </section>
          )}
        </div>
      </div>
      {cancelling && (
        <CancelDialog
          paid={(order.payment.captured ?? 0) > 0}
          cancel={(reason) => move('cancelled', reason)}
          close={() => {
            setCancelling(false);
            reload();
          }}
          cancelled={() => {
            setCancelling(false);
            say.good('The order is cancelled.');
            reload();
          }}
        />
      )}
      {packing && (
        <ShipmentDialog
          staff
          lines={order.items.map((line) => ({ ...line, shipped: line.shipped ?? 0 }))}
          send={(parcel) => sendParcel(order, parcel)}
          close={() => {
            setPacking(false);
            reload();
          }}
          sent={() => {
            setPacking(false);
            say.good('The parcel is on its way.');
            reload();
          }}
        />
      )}
    </div>
  );
}
