// The head of an order's page, for staff and for vendors: where one is, how it stands, what can be printed, and the way to the next.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { dateTime, shortId } from '../../../ui/words';
import { CopyButton } from './CopyButton';
import { NextOrders } from './NextOrders';

interface Props {
  orderId: string;
  createdAt: string;
  pills: ReactNode;
  /** Whether anything of it is sent: else there is nothing to pack or to stick on. */
  isSent: boolean;
}

export function OrderHead({ orderId, createdAt, pills, isSent }: Props) {
  const path = `/admin/orders/${encodeURIComponent(orderId)}`;
  return (
    <div className="stack stack--tight">
      <div className="row row--apart">
        <Link className="small" to="/admin/orders">
          All orders
        </Link>
        <NextOrders orderId={orderId} createdAt={createdAt} />
      </div>
      <div className="row row--apart">
        <div className="row">
          <h1>Order {shortId(orderId)}</h1>
          {pills}
        </div>
        {isSent && (
          <div className="row small">
            <Link to={`${path}/packing-slip`} data-testid="packing-slip">
              Packing slip
            </Link>
            <Link to={`${path}/label`} data-testid="address-label">
              Label
            </Link>
          </div>
        )}
      </div>
      <p className="small soft">
        {dateTime(createdAt)} · <span className="mono">{orderId}</span> <CopyButton text={orderId} what="the order's number" />
      </p>
    </div>
  );
}
