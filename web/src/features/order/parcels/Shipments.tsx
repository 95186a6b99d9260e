// What has left and with whom. Parcels sent before they were counted have a carrier and a number alone.
import { Trans, useLingui } from '@lingui/react/macro';
import type { Order } from '../../../api/types';
import { dateOnly, words } from '../../../ui/words';
import { LabelButton } from './LabelButton';
import { Parcels } from './Parcels';
import { Tracking } from './Tracking';

/** With `arrived`, the people who pack can say that a parcel has reached the customer, and print its label. */
export function Shipments({ order, arrived, orderKey }: { order: Order; arrived?: (number: number) => void; orderKey?: string | undefined }) {
  const { t } = useLingui();
  const shipments = order.fulfilment?.shipments ?? [];
  if (shipments.length === 0) return <Parcels tracking={order.tracking} />;
  const name = new Map(order.items.map((line) => [line.product_id, line.product_name]));
  return (
    <ul className="parcels" aria-label={t`Parcels`} data-testid="order-parcels">
      {shipments.map((parcel) => (
        <li key={parcel.number}>
          <p className="small">
            <span className="strong"><Trans>Parcel {parcel.number}</Trans></span>{' '}
            <span className="soft">{parcel.status === 'delivered' ? t`delivered ${dateOnly(parcel.delivered_at)}` : t`on its way since ${dateOnly(parcel.shipped_at)}`}</span>
          </p>
          <p className="small">{parcel.items.map((item) => `${item.quantity} × ${name.get(item.product_id) ?? item.product_id}`).join(', ')}</p>
          {(parcel.carrier || parcel.tracking_number) && (
            <p className="small soft">
              {parcel.carrier ? words(parcel.carrier) : t`Tracking number`} <span className="mono">{parcel.tracking_number}</span>
            </p>
          )}
          {parcel.has_label && <Tracking orderId={order.order_id} number={parcel.number} orderKey={orderKey} />}
          {arrived && parcel.has_label && <LabelButton of={`orders/${encodeURIComponent(order.order_id)}`} number={parcel.number} />}
          {arrived && parcel.status === 'shipped' && (
            <button type="button" className="link-button small" data-testid="parcel-arrived" onClick={() => arrived(parcel.number)}>
              <Trans>Parcel {parcel.number} has arrived</Trans>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
