// Reads an order for what is printed of it: as staff the whole, as a vendor its own lines and nothing of others.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { getOrder } from '../../../../api/orders';
import { asProblem } from '../../../../api/core/problem';
import type { Address } from '../../../../api/types';
import { readVendorOrder } from '../../../../api/desk/vendor';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Loading } from '../../../../ui/Loading';
import { useSession } from '../../../../ui/browser/useSession';
import { useTitle } from '../../../../ui/useTitle';
import { shortId } from '../../../../ui/words';
import '../../../account/account.css';
import '../orders.css';

export interface Packed {
  order_id: string;
  created_at: string;
  shipping_address: Address;
  pickup: string | null;
  lines: { product_id: string; product_name: string; quantity: number; shipped: number }[];
  parcels: { number: number; has_label: boolean }[];
  /** Where the labels of its parcels are, below /api. */
  of: string;
}

async function asStaff(orderId: string, signal: AbortSignal): Promise<Packed> {
  const order = await getOrder(orderId, signal);
  return {
    ...order,
    pickup: order.delivery?.pickup?.name ?? null,
    lines: order.items.filter((line) => line.requires_shipping !== false).map((line) => ({ ...line, shipped: line.shipped ?? 0 })),
    parcels: (order.fulfilment?.shipments ?? []).map((one) => ({ number: Number(one.number), has_label: one.has_label === true })),
    of: `orders/${encodeURIComponent(orderId)}`,
  };
}

async function asVendor(orderId: string, signal: AbortSignal): Promise<Packed> {
  const order = await readVendorOrder(orderId, signal);
  return {
    ...order,
    pickup: order.delivery?.pickup?.name ?? null,
    lines: order.items.filter((line) => line.requires_shipping !== false),
    parcels: order.shipments.map((one) => ({ number: one.shipment_id, has_label: one.has_label === true })),
    of: `vendor/orders/${encodeURIComponent(orderId)}`,
  };
}

export function PackedOrder({ title, children }: { title: string; children: (order: Packed) => ReactNode }) {
  const { orderId = '' } = useParams();
  const { may } = useSession();
  useTitle(`${title} ${shortId(orderId)}`);
  const staff = may('orders.view');
  const found = useQuery({ queryKey: ['orders', orderId, 'packed', staff], queryFn: ({ signal }) => (staff ? asStaff(orderId, signal) : asVendor(orderId, signal)) });
  if (found.isError) return <ErrorBanner problem={asProblem(found.error)} retry={() => void found.refetch()} />;
  if (!found.data) return <Loading what="Loading the order" />;
  return (
    <div className="print-page stack stack--loose">
      <div className="row row--apart no-print">
        <Link className="small" to={`/admin/orders/${encodeURIComponent(orderId)}`}>
          Back to the order
        </Link>
        <button type="button" className="button button--primary" data-testid="print" onClick={() => window.print()}>
          Print
        </button>
      </div>
      {children(found.data)}
    </div>
  );
}

/** What a scanner at the packing table opens. */
export const deskAddress = (orderId: string) => `${window.location.origin}/admin/orders/${encodeURIComponent(orderId)}`;
