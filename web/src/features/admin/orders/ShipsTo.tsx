// Where an order goes, with a copy of the address for a carrier's page.
import type { Address, Delivery } from '../../../api/types';
import { DeliveryBlock } from '../../order/parcels/DeliveryBlock';
import { addressLines } from './address';
import { CopyButton } from './CopyButton';

interface Props {
  order: { shipping_address: Address; shipping_method: string; delivery?: Delivery | null };
}

export function ShipsTo({ order }: Props) {
  return (
    <section className="stack stack--tight" aria-labelledby="to-title">
      <div className="row row--apart">
        <h2 id="to-title">Ships to</h2>
        {order.shipping_address.line1 && <CopyButton text={addressLines(order.shipping_address).join('\n')} what="the address" />}
      </div>
      <DeliveryBlock order={order} />
    </section>
  );
}
