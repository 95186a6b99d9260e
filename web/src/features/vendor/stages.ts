// What a vendor's part of an order can be in, and where several can be moved together.
import type { OrderStatus, VendorSummary } from '../../api/types';

export const stages: { status: OrderStatus; label: string; count: (summary: VendorSummary) => number }[] = [
  { status: 'confirmed', label: 'To pack', count: (summary) => summary.to_process },
  { status: 'processing', label: 'Being packed', count: (summary) => summary.processing },
  { status: 'partially_shipped', label: 'Partly sent', count: (summary) => summary.partially_shipped },
  { status: 'shipped', label: 'On their way', count: (summary) => summary.shipped },
  { status: 'delivered', label: 'Delivered', count: (summary) => summary.delivered },
  { status: 'cancelled', label: 'Cancelled', count: (summary) => summary.cancelled },
  { status: 'returned', label: 'Returned', count: (summary) => summary.returned },
];

const next: Partial<Record<OrderStatus, OrderStatus>> = {
  confirmed: 'processing',
  processing: 'shipped',
  partially_shipped: 'shipped',
  shipped: 'delivered',
};

/** Where all of these can go together; null when they stand at different places or at their end. */
export function nextOfAll(statuses: OrderStatus[]): OrderStatus | null {
  const ways = new Set(statuses.map((status) => next[status] ?? null));
  return ways.size === 1 ? [...ways][0] ?? null : null;
}
