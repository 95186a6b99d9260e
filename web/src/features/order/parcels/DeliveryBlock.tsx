// Where an order goes and how: to an address by a day, to a pickup point, or nowhere, where nothing of it is sent.
import { Trans, useLingui } from '@lingui/react/macro';
import type { Address, Delivery } from '../../../api/types';
import { arrival } from '../../../ui/arrival';
import { methodWords } from '../../checkout/methodWords';
import { AddressBlock } from '../AddressBlock';

interface Delivered {
  shipping_address: Address;
  shipping_method: string;
  delivery?: Delivery | null;
}

export function DeliveryBlock({ order }: { order: Delivered }) {
  const { t } = useLingui();
  const { delivery, shipping_method: method } = order;
  const days = arrival(delivery?.from, delivery?.to);
  if (delivery?.pickup) {
    return (
      <div data-testid="order-delivery">
        <p className="strong"><Trans>To be fetched at {delivery.pickup.name}</Trans></p>
        <AddressBlock address={order.shipping_address} />
        {days && <p className="small soft"><Trans>Ready from {days}</Trans></p>}
        {delivery.pickup.hours && <p className="small soft"><Trans>Open: {delivery.pickup.hours}</Trans></p>}
        {delivery.pickup.note && <p className="small soft">{delivery.pickup.note}</p>}
      </div>
    );
  }
  return (
    <div data-testid="order-delivery">
      <AddressBlock address={order.shipping_address} />
      {method === 'none' ? (
        <p className="small soft"><Trans>Nothing of it is sent.</Trans></p>
      ) : (
        method && <p className="small soft">{[t`Shipping: ${methodWords(method, delivery?.label)}`, delivery?.carrier && t`with ${delivery.carrier}`, days && t`expected ${days}`].filter(Boolean).join(', ')}</p>
      )}
    </div>
  );
}
