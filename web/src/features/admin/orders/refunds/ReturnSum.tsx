// What "Pay back" of a return would pay, beside the button.
import type { Order, OrderReturn } from '../../../../api/types';
import { money } from '../../../../ui/money';
import { useSession } from '../../../../ui/browser/useSession';
import { useRefundQuote } from './RefundSum';

export function ReturnSum({ order, one }: { order: Order; one: OrderReturn }) {
  const { may } = useSession();
  const { quote } = useRefundQuote(order, may('orders.refund') ? { return_id: one.return_id } : null);
  return quote && <span className="small" data-testid="return-sum">{money(quote.amount, quote.currency)} would go back.</span>;
}
