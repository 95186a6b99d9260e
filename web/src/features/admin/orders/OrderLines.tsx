// The lines of an order as those see it who pack it: picture, SKU, variant, how many have left, what they cost.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getProduct } from '../../../api/catalog';
import type { OrderLine, OrderStatus } from '../../../api/types';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { StatusPill } from '../../../ui/StatusPill';
import { useSession } from '../../../ui/browser/useSession';
import { taxWords } from '../../order/taxWords';

export type DeskLine = Pick<OrderLine, 'product_id' | 'product_name' | 'quantity' | 'price' | 'subtotal'> &
  Partial<Pick<OrderLine, 'shipped' | 'delivered' | 'requires_shipping' | 'tax_rate' | 'tax_reason' | 'vendor_id'>> & { status?: OrderStatus };

/** Of an order with more lines the rest is read without pictures: a hundred questions for one page are too many. */
const PICTURES_MAX = 50;
const FRESH_MS = 60_000;

/** What the catalog says of it now; nothing of what is not sold any more. */
export function useLineProduct(productId: string, enabled = true) {
  return useQuery({ queryKey: ['products', productId], enabled, staleTime: FRESH_MS, queryFn: ({ signal }) => getProduct(productId, signal) }).data;
}

/** "XL, Red": what tells a variant from the others, and is not in its name. */
export function variantWords(options: unknown, name = ''): string {
  return options && typeof options === 'object'
    ? Object.values(options)
        .filter((one): one is string => typeof one === 'string' && !name.includes(one))
        .join(', ')
    : '';
}

interface Props {
  lines: DeskLine[];
  currency: string;
  /** The order's: a line says its own only where it differs. */
  status: OrderStatus;
}

export function OrderLines({ lines, currency, status }: Props) {
  return (
    <ul className="desk-lines">
      {lines.map((line, i) => (
        <Line key={line.product_id} line={line} currency={currency} status={status} pictured={i < PICTURES_MAX} />
      ))}
    </ul>
  );
}

function Line({ line, currency, status, pictured }: { line: DeskLine; currency: string; status: OrderStatus; pictured: boolean }) {
  const { may, isVendor } = useSession();
  const product = useLineProduct(line.product_id, pictured);
  const path = may('products.view') || isVendor ? `/admin/products/${encodeURIComponent(line.product_id)}` : `/products/${encodeURIComponent(line.product_id)}`;
  const facts = [product?.sku && `SKU ${product.sku}`, variantWords(product?.options, line.product_name)].filter(Boolean);
  const shipped = line.shipped ?? 0;
  return (
    <li data-testid="order-line">
      <Picture src={product?.images[0]} alt="" sizes="48px" />
      <span className="desk-lines__name">
        <Link to={path}>{line.product_name}</Link>
        {facts.length > 0 && <span className="small soft">{facts.join(' · ')}</span>}
        {line.status && line.status !== status && (
          <span>
            <StatusPill status={line.status} />
          </span>
        )}
        {line.tax_rate !== undefined && line.tax_rate !== null && (
          <span className="tiny soft" data-testid="line-tax">
            {taxWords(line.tax_rate, line.tax_reason)}
          </span>
        )}
      </span>
      <span className="desk-lines__units small">
        <span className="nowrap">
          {line.quantity} × {money(line.price, currency)}
        </span>
        <span className="soft">{line.requires_shipping === false ? 'not sent, delivered with the confirmation' : `${shipped} of ${line.quantity} sent`}</span>
      </span>
      <span className="figure strong nowrap">{money(line.subtotal, currency)}</span>
    </li>
  );
}
