// Where an order stands, in a sentence.
import type { Order, OrderStatus } from '../../api/types';
import { money } from '../../ui/money';

const says: Record<OrderStatus, string> = {
  pending: 'We are taking your order through payment. This page follows along by itself.',
  confirmed: 'Paid and confirmed. A mail with the details is on its way.',
  processing: 'Your things are being packed.',
  partially_shipped: 'A part of your order is on its way; the rest follows.',
  shipped: 'Your order is on its way.',
  delivered: 'Delivered. Enjoy it!',
  returned: 'This order came back to us.',
  cancelled: 'This order was cancelled before it was paid. Nothing is owed.',
  payment_failed: 'The payment did not go through. You have not been charged.',
};

/** What was paid goes back with a cancellation; of what was not, nothing does. */
export function standing(order: Pick<Order, 'status' | 'payment' | 'currency'>): string {
  if (order.payment.next_action) return 'Your order waits for its payment. This page follows along by itself.';
  if (order.status === 'confirmed' && order.payment.status === 'authorized') return `Confirmed. ${money(order.payment.reserved ?? 0, order.currency)} is reserved on your account and taken when your order ships.`;
  if (order.status === 'confirmed' && (order.payment.status === 'partially_captured' || order.payment.status === 'pending')) return 'Confirmed. A mail with the details is on its way.';
  const back = order.payment.refunded ?? 0;
  return order.status === 'cancelled' && back > 0 ? `This order was cancelled. The ${money(back, order.currency)} that you paid goes back the way it came.` : says[order.status];
}
