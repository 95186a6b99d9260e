// About what a return pays back: of each line the part that was paid for those units. Shipping and what arrives damaged are decided later.
import type { Order, OrderLine, Units } from '../../../api/types';

type Line = Pick<OrderLine, 'product_id' | 'quantity' | 'subtotal' | 'discount' | 'tax'>;

/** In major units of the order's currency. */
export function backFor(order: { items: Line[]; tax_included: Order['tax_included'] }, items: Units[]): number {
  let sum = 0;
  for (const { product_id, quantity } of items) {
    const line = order.items.find((one) => one.product_id === product_id);
    if (!line || line.quantity === 0) continue;
    // Tax that is in the prices is in the line's sum already.
    const paid = line.subtotal - line.discount + (order.tax_included > 0 ? 0 : line.tax);
    sum += (paid * Math.min(quantity, line.quantity)) / line.quantity;
  }
  return Math.round(sum * 1000) / 1000;
}
