// What happened to an order and when.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import type { OrderEvent } from '../../api/types';
import { hostWords } from '../../i18n/hostWords';
import { isStatus, statusWords } from '../../ui/statusWords';
import { dateTime, words } from '../../ui/words';

// Entries whose wire name would mean little to a shopper; the others are simply written out.
const titles: Record<string, MessageDescriptor> = {
  'order.placed': msg`Order placed`,
  'order.confirmed': msg`Confirmed`,
  'order.processing': msg`Packing`,
  'checkout.compensating': msg`Payment refused`,
  'checkout.undone': msg`Everything given back`,
  'payment.action_required': msg`Payment waits`,
  'payment.capture_started': msg`Being paid`,
  'payment.captured': msg`Paid`,
  'payment.capture_refused': msg`Payment not possible`,
  'payment.release_started': msg`Reservation ends`,
  'payment.released': msg`Nothing reserved any more`,
  'payment.renewal_started': msg`Being reserved anew`,
  'payment.renewed': msg`Reserved anew`,
  'payment.hold_ends': msg`Reservation ends soon`,
  'payment.hold_ended': msg`Reservation over`,
  'payment.sent_unpaid': msg`Sent before it was paid`,
  'fulfilment.processing': msg`A part is being packed`,
  'fulfilment.shipped': msg`A parcel left`,
  'fulfilment.delivered': msg`A parcel arrived`,
  'return.requested': msg`Return asked for`,
  'return.approved': msg`Return approved`,
  'return.rejected': msg`Return not accepted`,
  'return.received': msg`Return arrived`,
  'refund.requested': msg`Money on its way back`,
  'refund.part_done': msg`A part of the money paid back`,
  'refund.done': msg`Money paid back`,
  'stock.restocked': msg`Back on the shelf`,
  'order.edit_started': msg`Being changed`,
  'order.edit_undoing': msg`Change not possible`,
  'order.edited': msg`Order changed`,
  'order.edit_refused': msg`Order as it was`,
  'withdrawal.declared': msg`Withdrawal received`,
  'withdrawal.carried_out': msg`Withdrawal carried out`,
  'withdrawal.shipping': msg`Shipping goes back, too`,
  'return.sent': msg`Goods sent back`,
  'person.erased': msg`Personal data erased`,
};

function titleOf(type: string): string {
  const known = titles[type];
  const status = type.replace(/^order\./, '');
  return known ? t(known) : isStatus(status) ? statusWords(status) : words(status);
}

export function Timeline({ events }: { events: OrderEvent[] }) {
  if (events.length === 0) return <p className="small soft"><Trans>Nothing has happened yet.</Trans></p>;
  return (
    <ol className="timeline" data-testid="order-timeline">
      {events.map((event) => (
        <li key={event.event_id}>
          <p className="strong">{titleOf(event.type)}</p>
          {event.detail && <p className="small timeline__detail">{hostWords(event.detail)}</p>}
          <p className="tiny soft">
            <time dateTime={event.at}>{dateTime(event.at)}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}
