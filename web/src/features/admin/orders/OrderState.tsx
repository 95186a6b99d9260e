// How an order stands: its payment and its goods, each a pill of its own.
import type { Order } from '../../../api/types';
import { statusWords } from '../../../ui/statusWords';
import { words } from '../../../ui/words';
import { fulfilmentTones, paymentTones } from './tones';

type State = Pick<Order, 'status' | 'payment' | 'fulfilment'>;

const paymentWords: Record<string, string> = {
  pending: 'Payment open',
  action_required: 'Waits for the customer',
  awaiting: 'Money on its way',
  authorized: 'Money held',
  partially_captured: 'Paid in part',
  captured: 'Paid',
  partially_refunded: 'Paid back in part',
  refunded: 'Paid back',
  failed: 'Payment failed',
  cancelled: 'Nothing taken',
};

const goodsWords: Record<string, string> = {
  unfulfilled: 'To pack',
  processing: 'Being packed',
  partially_shipped: 'Sent in part',
  shipped: 'On its way',
  delivered: 'Delivered',
  partially_returned: 'Returned in part',
  returned: 'Returned',
  cancelled: 'Cancelled',
};

/** The goods' pill carries the order's whole state as `data-status`. Before it is paid, the order has no goods to speak of. */
export function OrderPills({ order, testId }: { order: State; testId?: string }) {
  const { status, payment, fulfilment } = order;
  const paid = status !== 'pending' && status !== 'payment_failed';
  const goods = fulfilment?.status ?? status;
  return (
    <>
      <span className={`pill ${paymentTones[payment.status] ?? ''}`} data-testid={testId && 'order-payment'} data-payment={payment.status}>
        {paymentWords[payment.status] ?? words(payment.status)}
      </span>
      <span className={`pill ${paid ? (fulfilmentTones[goods] ?? '') : ''}`} data-testid={testId} data-status={status}>
        {paid ? (goodsWords[goods] ?? words(goods)) : statusWords(status)}
      </span>
    </>
  );
}
