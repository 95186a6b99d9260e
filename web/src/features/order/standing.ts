// Where an order stands, in a sentence.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import type { Order, OrderStatus } from '../../api/types';
import { money } from '../../ui/money';

const says: Record<OrderStatus, MessageDescriptor> = {
  pending: msg`We are taking your order through payment. This page follows along by itself.`,
  confirmed: msg`Paid and confirmed. A mail with the details is on its way.`,
  processing: msg`Your things are being packed.`,
  partially_shipped: msg`A part of your order is on its way; the rest follows.`,
  shipped: msg`Your order is on its way.`,
  delivered: msg`Delivered. Enjoy it!`,
  returned: msg`This order came back to us.`,
  cancelled: msg`This order was cancelled before it was paid. Nothing is owed.`,
  payment_failed: msg`The payment did not go through. You have not been charged.`,
};

/** What was paid goes back with a cancellation; of what was not, nothing does. */
export function standing(order: Pick<Order, 'status' | 'payment' | 'currency'>): string {
  if (order.payment.next_action) return t`Your order waits for its payment. This page follows along by itself.`;
  if (order.status === 'confirmed' && order.payment.status === 'authorized') return t`Confirmed. ${money(order.payment.reserved ?? 0, order.currency)} is reserved on your account and taken when your order ships.`;
  if (order.status === 'confirmed' && (order.payment.status === 'partially_captured' || order.payment.status === 'pending')) return t`Confirmed. A mail with the details is on its way.`;
  const back = order.payment.refunded ?? 0;
  return order.status === 'cancelled' && back > 0 ? t`This order was cancelled. The ${money(back, order.currency)} that you paid goes back the way it came.` : t(says[order.status]);
}
