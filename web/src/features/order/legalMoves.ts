// An order's legal moves, for buttons only: the host decides, and its `legal_next` is believed first.
import type { Order, OrderStatus } from '../../api/types';

const moves: Record<OrderStatus, OrderStatus[]> = {
  // Only the checkout confirms an order; nobody does it by hand.
  pending: ['cancelled'],
  confirmed: ['processing', 'cancelled'],
  processing: ['shipped'],
  partially_shipped: ['shipped'],
  shipped: ['delivered'],
  delivered: ['returned'],
  returned: [],
  cancelled: [],
  payment_failed: [],
};

export const statuses = Object.keys(moves) as OrderStatus[];

export function legalMoves(order: Order): OrderStatus[] {
  return order.legal_next ?? moves[order.status] ?? [];
}

export function mayCancel(order: Order): boolean {
  return order.can_cancel ?? (order.status === 'pending' || order.status === 'confirmed');
}

export function isFinal(status: OrderStatus): boolean {
  return status === 'cancelled' || status === 'payment_failed' || status === 'returned';
}
