// The statuses an order can be in, in the order in which they come. Which of them may follow is the
// host's word: every order carries `legal_next` and `can_cancel`.
import type { OrderStatus } from '../../api/types';

export const statuses: OrderStatus[] = ['pending', 'confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned', 'cancelled', 'payment_failed'];

export function isFinal(status: OrderStatus): boolean {
  return status === 'cancelled' || status === 'payment_failed' || status === 'returned';
}
