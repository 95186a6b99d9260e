// The returns of an order and where each stands; the shop's people get the next steps beside it.
import type { ReactNode } from 'react';
import type { OrderReturn } from '../../api/types';
import { money } from '../../ui/money';
import { dateTime } from '../../ui/words';
import { ReturnPill } from './ReturnPill';

const says: Record<OrderReturn['status'], string> = {
  requested: 'Asked for; the shop has not answered yet.',
  approved: 'Approved: the things can be sent back.',
  rejected: 'The shop did not agree.',
  received: 'The things have arrived.',
  refunded: 'Done: the money went back.',
};

export function ReturnsList({ returns, steps }: { returns: OrderReturn[]; steps?: (one: OrderReturn) => ReactNode }) {
  return (
    <ul className="parcels" data-testid="order-returns">
      {returns.map((one) => (
        <li key={one.return_id} data-testid="order-return" data-status={one.status}>
          <p>
            <ReturnPill status={one.status} />{' '}
            <span className="small soft">{dateTime(one.created_at)}</span>
          </p>
          <p className="small">
            {one.items
              .map((item) => `${item.quantity} × ${item.product_name}${one.status === 'received' || one.status === 'refunded' ? ` (${item.received} arrived)` : ''}`)
              .join(', ')}
          </p>
          <p className="small soft">{one.refund?.status === 'pending' ? 'The money is on its way.' : says[one.status]}</p>
          {one.sent && (
            <p className="small soft">
              Sent {dateTime(one.sent.at)}: {[one.sent.carrier, one.sent.tracking_number].filter(Boolean).join(' ')}
            </p>
          )}
          {one.shipping ? <p className="small soft">The shipping goes back with it.</p> : null}
          {one.reason && <p className="small soft">Reason: {one.reason}</p>}
          {one.note && <p className="small soft">The shop: {one.note}</p>}
          {one.refund && <p className="small">Paid back: {money(one.refund.amount, one.refund.currency)}</p>}
          {steps?.(one)}
        </li>
      ))}
    </ul>
  );
}
