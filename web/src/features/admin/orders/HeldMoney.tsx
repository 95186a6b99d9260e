// What the customer's bank holds for an order: how much, until when, what each parcel took; and the two buttons beside it.
import { useState } from 'react';
import { captureOrder, releaseOrder } from '../../../api/orders';
import type { Order } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { dateTime, words } from '../../../ui/words';
import { AskDialog } from '../../order/AskDialog';
import { useOnce } from '../../order/useOnce';

interface Props {
  order: Order;
  done: (sentence: string) => void;
  shut: () => void;
}

export function HeldMoney({ order, done, shut }: Props) {
  const [open, setOpen] = useState<'take' | 'release' | null>(null);
  const { reserved, reserved_until: until, captures } = order.payment;
  if (reserved === undefined || reserved === null) return null;
  const close = () => {
    setOpen(null);
    shut();
  };
  const finish = (sentence: string) => () => {
    setOpen(null);
    done(sentence);
  };
  return (
    <div className="stack" data-testid="held-money">
      <p>
        {until ? `${money(reserved, order.currency)} is held by the customer's bank until ${dateTime(until)}. Each parcel takes its part.` : "Nothing is held by the customer's bank any more."}
      </p>
      {(captures ?? []).length > 0 && (
        <ul className="ranking" aria-label="Taken so far" data-testid="captures">
          {captures?.map((one) => (
            <li key={one.capture_id}>
              <span>
                {one.lines.length > 0 ? one.lines.map((line) => `${line.quantity} of ${order.items.find((item) => item.product_id === line.product_id)?.product_name ?? line.product_id}`).join(', ') : 'Ahead of the parcels'}
                {one.reason && <span className="small soft"> {one.reason}</span>}
              </span>
              <span className="small soft">{words(one.status)}</span>
              <span className="figure">{money(one.amount, order.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      {until && (
        <div className="row">
          <May permission="payments.edit">
            <button type="button" className="button button--small" data-testid="take-held" onClick={() => setOpen('take')}>
              Take money now
            </button>
          </May>
          <May permission="payments.edit">
            <button type="button" className="button button--small button--quiet" data-testid="release-held" onClick={() => setOpen('release')}>
              Let go of it
            </button>
          </May>
        </div>
      )}
      {open === 'take' && <TakeDialog order={order} most={reserved} close={close} done={finish('The money was taken.')} />}
      {open === 'release' && <ReleaseDialog order={order} close={close} done={finish('Nothing is held for this order any more.')} />}
    </div>
  );
}

function TakeDialog({ order, most, close, done }: { order: Order; most: number; close: () => void; done: () => void }) {
  const once = useOnce();
  const [amount, setAmount] = useState('');
  const wish = amount ? Number(amount) : undefined;
  return (
    <AskDialog title="Take money now" action="Take it" busyWord="Taking…" ask={() => once({ wish }, (key) => captureOrder(order.order_id, wish, key))} done={done} close={close} testId="take-confirm">
      <p>Parcels take their part by themselves. What is taken now, they take less of. At most {money(most, order.currency)}; without an amount all of it.</p>
      <Field label={`Amount in ${order.currency}`} optional type="number" inputMode="decimal" min="0" step="any" value={amount} onChange={(event) => setAmount(event.target.value)} />
    </AskDialog>
  );
}

function ReleaseDialog({ order, close, done }: { order: Order; close: () => void; done: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <AskDialog title="Let go of what is held" action="Let go of it" busyWord="Letting go…" ask={() => releaseOrder(order.order_id, reason.trim())} done={done} close={close} testId="release-confirm">
      <p>The customer's bank gets it back, and it cannot be taken any more. The order goes on: what is not paid can then only be sent unpaid. To end the order, cancel it instead.</p>
      <Field label="Reason" optional maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </AskDialog>
  );
}
