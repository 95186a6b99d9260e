// What lies in the parcel: the lines without prices, to be ticked off, and where it goes.
import { QrCode } from '../../../account/QrCode';
import { useShop } from '../../../shop/useShop';
import { dateOnly, shortId } from '../../../../ui/words';
import { addressLines } from '../address';
import { useLineProduct, variantWords } from '../OrderLines';
import { deskAddress, PackedOrder, type Packed } from './PackedOrder';

export function PackingSlipPage() {
  return <PackedOrder title="Packing slip">{(order) => <Slip order={order} />}</PackedOrder>;
}

function Slip({ order }: { order: Packed }) {
  const shop = useShop();
  // Also of a parcel that has left somebody may want the slip once more: then all lines are on it.
  const open = order.lines.filter((line) => line.shipped < line.quantity);
  const lines = open.length > 0 ? open : order.lines;
  return (
    <article className="slip stack stack--loose" data-testid="slip">
      <div className="slip__head">
        <div className="stack stack--tight">
          <p className="strong">{shop.name}</p>
          <h1>Packing slip</h1>
          <p>
            Order <span className="mono strong">{shortId(order.order_id)}</span> of {dateOnly(order.created_at)}
          </p>
          <p className="tiny mono">{order.order_id}</p>
        </div>
        <QrCode text={deskAddress(order.order_id)} label="The address of the order's page" />
      </div>
      <section className="stack stack--tight" aria-labelledby="slip-to">
        <h2 id="slip-to">{order.pickup ? `To be fetched at ${order.pickup}` : 'Ships to'}</h2>
        <address className="address">
          {addressLines(order.shipping_address).map((line, i) => (
            <span key={i}>{line}</span>
          ))}
        </address>
      </section>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Packed</th>
            <th scope="col" className="end">
              Units
            </th>
            <th scope="col">Product</th>
            <th scope="col">SKU</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <SlipLine key={line.product_id} productId={line.product_id} name={line.product_name} units={open.length > 0 ? line.quantity - line.shipped : line.quantity} />
          ))}
        </tbody>
      </table>
      {(shop.contact.email || shop.contact.phone) && <p className="small">Something is missing? {[shop.contact.email, shop.contact.phone].filter(Boolean).join(', ')}</p>}
    </article>
  );
}

function SlipLine({ productId, name, units }: { productId: string; name: string; units: number }) {
  const product = useLineProduct(productId);
  const variant = variantWords(product?.options, name);
  return (
    <tr data-testid="slip-line">
      <td>
        <span className="slip__box" aria-hidden="true" />
      </td>
      <td className="end figure">{units}</td>
      <td>
        {name}
        {variant && <span className="small soft below">{variant}</span>}
      </td>
      <td className="mono">{product?.sku ?? '–'}</td>
    </tr>
  );
}
