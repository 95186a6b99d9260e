// Pays money of an order back: units and shipping at their worth, or an amount for goodwill.
import { useState } from 'react';
import { refundOrder } from '../../../../api/orders';
import type { Order, RefundQuoteAsk } from '../../../../api/types';
import { Field, SelectField } from '../../../../ui/Field';
import { money } from '../../../../ui/money';
import { AskDialog } from '../../../order/AskDialog';
import { chosen, UnitsForm } from '../../../order/returns/UnitsForm';
import { useOnce } from '../../../order/useOnce';
import { RefundSum, useRefundQuote } from './RefundSum';

export function RefundDialog({ order, close, done }: { order: Order; close: () => void; done: () => void }) {
  const once = useOnce();
  const [amount, setAmount] = useState('');
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [shipping, setShipping] = useState('');
  const [reason, setReason] = useState('');
  const [vendor, setVendor] = useState('');
  const items = chosen(counts);
  const vendors = [...new Set(order.items.map((line) => line.vendor_id))];
  // What is asked for is what was worked out: one body for both.
  const wish: RefundQuoteAsk | null = amount
    ? { amount: Number(amount) }
    : items.length > 0 || Number(shipping) > 0
      ? { ...(items.length > 0 ? { items } : {}), ...(Number(shipping) > 0 ? { shipping: Number(shipping) } : {}) }
      : null;
  const asked = wish && { ...wish, ...(vendor ? { vendor_id: vendor } : {}) };
  const answer = useRefundQuote(order, asked);
  const { quote } = answer;
  const ask = () => {
    const body = { ...asked, reason: reason.trim() };
    return once(body, (key) => refundOrder(order.order_id, body, key));
  };
  return (
    <AskDialog
      title="Pay money back"
      action={quote ? `Pay back ${money(quote.amount, quote.currency)}` : 'Pay back'}
      busyWord="Paying back…"
      disabled={!reason.trim() || !asked}
      ask={ask}
      done={done}
      close={close}
      testId="refund-confirm"
    >
      <p>At most {money(order.refundable ?? 0, order.currency)} can still go back. Give an amount for goodwill, or units to pay back what they were worth.</p>
      <Field label={`Amount in ${order.currency}`} optional type="number" inputMode="decimal" min="0" step="any" value={amount} onChange={(event) => setAmount(event.target.value)} />
      {!amount && (
        <>
          <UnitsForm legend="Or units" rows={order.items.map((line) => ({ line, min: 0, max: line.quantity, hint: `of ${line.quantity}` }))} counts={counts} change={setCounts} />
          {(order.shipping ?? 0) > 0 && (
            <Field
              label={`Shipping in ${order.currency}`}
              optional
              type="number"
              inputMode="decimal"
              min="0"
              step="any"
              value={shipping}
              hint={quote ? `${money(quote.shipping_left, order.currency)} of it, with tax, has not gone back.` : 'How much of the shipping goes back, with its tax.'}
              onChange={(event) => setShipping(event.target.value)}
            />
          )}
        </>
      )}
      <SelectField label="Who bears it" value={vendor} onChange={(event) => setVendor(event.target.value)}>
        <option value="">The shop</option>
        {vendors.map((id) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </SelectField>
      <Field label="Reason" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      <RefundSum asked={asked !== null} {...answer} />
    </AskDialog>
  );
}
