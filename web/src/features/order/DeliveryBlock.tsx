// Where an order goes and how: to an address by a day, to a pickup point, or nowhere, where nothing of it is sent.
import type { Address, Delivery } from '../../api/types';
import { arrival } from '../../ui/arrival';
import { words } from '../../ui/words';
import { AddressBlock } from './AddressBlock';

interface Delivered {
  shipping_address: Address;
  shipping_method: string;
  delivery?: Delivery | null;
}

export function DeliveryBlock({ order }: { order: Delivered }) {
  const { delivery, shipping_method: method } = order;
  const days = arrival(delivery?.from, delivery?.to);
  if (delivery?.pickup) {
    return (
      <div data-testid="order-delivery">
        <p className="strong">To be fetched at {delivery.pickup.name}</p>
        <AddressBlock address={order.shipping_address} />
        {days && <p className="small soft">Ready from {days}</p>}
        {delivery.pickup.hours && <p className="small soft">Open: {delivery.pickup.hours}</p>}
        {delivery.pickup.note && <p className="small soft">{delivery.pickup.note}</p>}
      </div>
    );
  }
  return (
    <div data-testid="order-delivery">
      <AddressBlock address={order.shipping_address} />
      {method === 'none' ? (
        <p className="small soft">Nothing of it is sent.</p>
      ) : (
        method && <p className="small soft">{[`${delivery?.label ?? words(method)} shipping`, delivery?.carrier && `with ${delivery.carrier}`, days && `expected ${days}`].filter(Boolean).join(', ')}</p>
      )}
    </div>
  );
}
