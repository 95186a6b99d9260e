// What happened to an order and when.
import type { OrderEvent } from '../../api/types';
import { dateTime, words } from '../../ui/words';

// Entries whose wire name would mean little to a shopper; the others are simply written out.
const titles: Record<string, string> = {
  'order.placed': 'Order placed',
  'order.confirmed': 'Confirmed',
  'order.processing': 'Packing',
  'checkout.compensating': 'Payment refused',
  'checkout.undone': 'Everything given back',
  'payment.action_required': 'Payment waits',
  'payment.capture_started': 'Being paid',
  'payment.captured': 'Paid',
  'payment.capture_refused': 'Payment not possible',
  'payment.release_started': 'Reservation ends',
  'payment.released': 'Nothing reserved any more',
  'payment.renewal_started': 'Being reserved anew',
  'payment.renewed': 'Reserved anew',
  'payment.hold_ends': 'Reservation ends soon',
  'payment.hold_ended': 'Reservation over',
  'payment.sent_unpaid': 'Sent before it was paid',
  'fulfilment.processing': 'A part is being packed',
  'fulfilment.shipped': 'A parcel left',
  'fulfilment.delivered': 'A parcel arrived',
  'return.requested': 'Return asked for',
  'return.approved': 'Return approved',
  'return.rejected': 'Return not accepted',
  'return.received': 'Return arrived',
  'refund.requested': 'Money on its way back',
  'refund.part_done': 'A part of the money paid back',
  'refund.done': 'Money paid back',
  'stock.restocked': 'Back on the shelf',
  'order.edit_started': 'Being changed',
  'order.edit_undoing': 'Change not possible',
  'order.edited': 'Order changed',
  'order.edit_refused': 'Order as it was',
  'withdrawal.declared': 'Withdrawal received',
  'withdrawal.carried_out': 'Withdrawal carried out',
  'withdrawal.shipping': 'Shipping goes back, too',
  'return.sent': 'Goods sent back',
  'person.erased': 'Personal data erased',
};

export function Timeline({ events }: { events: OrderEvent[] }) {
  if (events.length === 0) return <p className="small soft">Nothing has happened yet.</p>;
  return (
    <ol className="timeline" data-testid="order-timeline">
      {events.map((event) => (
        <li key={event.event_id}>
          <p className="strong">{titles[event.type] ?? words(event.type.replace(/^order\./, ''))}</p>
          {event.detail && <p className="small timeline__detail">{event.detail}</p>}
          <p className="tiny soft">
            <time dateTime={event.at}>{dateTime(event.at)}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}
