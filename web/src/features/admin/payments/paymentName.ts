// A payment as people call it: by its order, and a further payment of the same order by what it is for.
import { shortId, words } from '../../../ui/words';

/** The checkout's payment has the order's id; what an edit costs more is named after it, as in `…:charge:2`. */
export function orderOf(paymentId: string): string {
  return paymentId.split(':')[0] ?? paymentId;
}

export function paymentName(paymentId: string): string {
  const [orderId = '', ...rest] = paymentId.split(':');
  return rest.length === 0 ? shortId(orderId) : `${shortId(orderId)} · ${words(rest.slice(-2).join(' ')).toLowerCase()}`;
}
