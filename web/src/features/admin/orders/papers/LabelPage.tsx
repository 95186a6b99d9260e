// What is stuck on the parcel: the carrier's own label where one was bought, else the address in large type.
import { QrCode } from '../../../account/QrCode';
import { LabelButton } from '../../../order/parcels/LabelButton';
import { useShop } from '../../../shop/useShop';
import { shortId } from '../../../../ui/words';
import { addressLines } from '../address';
import { deskAddress, PackedOrder, type Packed } from './PackedOrder';

export function LabelPage() {
  return <PackedOrder title="Label">{(order) => <Label order={order} />}</PackedOrder>;
}

function Label({ order }: { order: Packed }) {
  const shop = useShop();
  const bought = order.parcels.filter((parcel) => parcel.has_label);
  const from = [shop.contact.company ?? shop.name, ...(shop.contact.address ?? '').split('\n')].map((line) => line.trim()).filter(Boolean);
  return (
    <>
      <h1 className="no-print">Label</h1>
      {bought.length > 0 && (
        <section className="stack stack--tight no-print" aria-labelledby="bought-title">
          <h2 id="bought-title">Labels of the carrier</h2>
          <p className="small soft">These were bought with the parcels. Print them instead of the address below.</p>
          {bought.map((parcel) => (
            <p key={parcel.number}>
              <LabelButton of={order.of} number={parcel.number} />
            </p>
          ))}
        </section>
      )}
      <article className="label" data-testid="label">
        <p className="small">From: {from.join(', ')}</p>
        <address className="address label__to">
          {addressLines(order.shipping_address).map((line, i) => (
            <span key={i}>{line}</span>
          ))}
        </address>
        <div className="label__foot">
          <p>
            Order <span className="mono strong">{shortId(order.order_id)}</span>
          </p>
          <QrCode text={deskAddress(order.order_id)} label="The address of the order's page" />
        </div>
      </article>
    </>
  );
}
