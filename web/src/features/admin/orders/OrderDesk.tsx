// What the shop's people do with an order beside moving it: other lines, money back, returns, and a look whether its books hold.
import { useState } from 'react';
import { Link } from 'react-router';
import { editLines, moveReturn, refundOrder, verifyOrder } from '../../../api/orders';
import { asProblem, type Problem } from '../../../api/problem';
import type { Order, OrderReturn, Verdict } from '../../../api/types';
import { Field, SelectField } from '../../../ui/Field';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { words } from '../../../ui/words';
import { AskDialog } from '../../order/AskDialog';
import { Refused } from '../../order/Refused';
import { ReturnsList } from '../../order/ReturnsList';
import { HeldMoney } from './HeldMoney';
import { chosen, UnitsForm } from '../../order/UnitsForm';
import { useOnce } from '../../order/useOnce';

const acts: Record<string, string> = { approved: 'Approve', rejected: 'Reject', received: 'Goods have arrived', refunded: 'Pay back' };

export function OrderDesk({ order, reload }: { order: Order; reload: () => void }) {
  const say = useSay();
  const [open, setOpen] = useState<'edit' | 'refund' | null>(null);
  const [receiving, setReceiving] = useState<OrderReturn | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const finish = (sentence: string) => () => {
    setOpen(null);
    setReceiving(null);
    say.good(sentence);
    reload();
  };
  const shut = () => {
    setOpen(null);
    setReceiving(null);
    reload();
  };
  const step = (one: OrderReturn, status: 'approved' | 'rejected' | 'refunded') => {
    setProblem(null);
    moveReturn(one, { status })
      .then(() => say.good(`The return is ${words(status).toLowerCase()}.`))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(reload);
  };
  return (
    <section className="panel stack" aria-labelledby="desk-title">
      <h2 id="desk-title">Money, lines and returns</h2>
      <p className="small soft">
        Payment: {words(order.payment.status)}. Taken {money(order.payment.captured, order.currency)}, paid back {money(order.payment.refunded, order.currency)}.{' '}
        <May permission="payments.view">
          <Link to={`/admin/payments?order_id=${encodeURIComponent(order.order_id)}`}>Payments and ledger</Link>
        </May>
      </p>
      <HeldMoney order={order} done={(sentence) => finish(sentence)()} shut={shut} />
      {problem && <Refused problem={problem} then="Here is what they left." />}
      <div className="row">
        {order.can_edit && (
          <May permission="orders.edit">
            <button type="button" className="button button--small" data-testid="edit-lines" onClick={() => setOpen('edit')}>
              Edit lines
            </button>
          </May>
        )}
        {(order.refundable ?? 0) > 0 && (
          <May permission="orders.refund">
            <button type="button" className="button button--small" data-testid="refund" onClick={() => setOpen('refund')}>
              Pay back
            </button>
          </May>
        )}
        <button
          type="button"
          className="button button--small button--quiet"
          data-testid="verify"
          onClick={() => {
            setProblem(null);
            verifyOrder(order.order_id)
              .then(setVerdict)
              .catch((error: unknown) => setProblem(asProblem(error)));
          }}
        >
          Check the books
        </button>
      </div>
      {verdict && (
        <p className={`notice ${verdict.holds ? '' : 'notice--danger'}`} role="status" data-testid="verdict">
          {verdict.holds ? `All ${verdict.entries} entries hold, and the order is what they make.` : `Entry ${verdict.first_broken} does not hold. ${verdict.problem}`}
        </p>
      )}
      {(order.returns ?? []).length > 0 && (
        <ReturnsList
          returns={order.returns ?? []}
          steps={(one) => (
            <div className="row">
              <May permission="returns.edit">
                {one.legal_next.map((to) => (
                  <button
                    key={to}
                    type="button"
                    className={`button button--small ${to === 'rejected' ? 'button--quiet' : 'button--primary'}`}
                    data-testid={`return-${to}`}
                    onClick={() => (to === 'received' ? setReceiving(one) : step(one, to as 'approved' | 'rejected' | 'refunded'))}
                  >
                    {acts[to]}
                  </button>
                ))}
              </May>
            </div>
          )}
        />
      )}
      {(order.refunds ?? []).length > 0 && (
        <ul className="ranking" aria-label="Refunds" data-testid="order-refunds">
          {order.refunds?.map((refund) => (
            <li key={refund.refund_id}>
              <span>
                {words(refund.kind)} {refund.reason && <span className="small soft">{refund.reason}</span>}
              </span>
              <span className="small soft">{refund.status === 'done' ? 'Done' : 'On its way'}</span>
              <span className="figure">{money(refund.amount, refund.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      {open === 'edit' && <EditDialog order={order} close={shut} done={finish('The order has its new lines.')} />}
      {open === 'refund' && <RefundDialog order={order} close={shut} done={finish('The money goes back.')} />}
      {receiving && <ReceiveDialog one={receiving} close={shut} done={finish('The return has arrived.')} />}
    </section>
  );
}

interface Closing {
  close: () => void;
  done: () => void;
}

function EditDialog({ order: shown, close, done }: { order: Order } & Closing) {
  // The page follows along behind the dialog; what was counted here was counted on this version, and only that may be changed.
  const [order] = useState(shown);
  const once = useOnce();
  const [counts, setCounts] = useState<Record<string, number>>(() => Object.fromEntries(order.items.map((line) => [line.product_id, line.quantity])));
  const [added, setAdded] = useState('');
  const [units, setUnits] = useState('1');
  const [reason, setReason] = useState('');
  const product = added.trim();
  // A line that is there already is counted above.
  const isNew = product !== '' && !(product in counts);
  const items = chosen(isNew ? { ...counts, [product]: Number(units) } : counts);
  return (
    <AskDialog title="Edit lines" action="Save the lines" busyWord="Saving…" disabled={items.length === 0} ask={() => once({ items, reason }, (key) => editLines(order, items, reason.trim(), key))} done={done} close={close} testId="edit-confirm">
      <p>Prices agreed on stay. What the order then costs more is charged, what it costs less is paid back.</p>
      <UnitsForm
        legend="Units of each line"
        rows={order.items.map((line) => ({ line, min: line.shipped, max: 9999, hint: line.shipped > 0 ? `${line.shipped} shipped` : 'put 0 to take it out' }))}
        counts={counts}
        change={setCounts}
      />
      <Field label="Add a product by its id" optional maxLength={200} value={added} onChange={(event) => setAdded(event.target.value)} />
      {isNew && <Field label="Units of it" type="number" inputMode="numeric" min="1" max="9999" step="1" required value={units} onChange={(event) => setUnits(event.target.value)} />}
      <Field label="Reason" optional maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </AskDialog>
  );
}

function RefundDialog({ order, close, done }: { order: Order } & Closing) {
  const once = useOnce();
  const [amount, setAmount] = useState('');
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [reason, setReason] = useState('');
  const [vendor, setVendor] = useState('');
  const items = chosen(counts);
  const vendors = [...new Set(order.items.map((line) => line.vendor_id))];
  const ask = () => {
    const wish = { reason: reason.trim(), ...(amount ? { amount: Number(amount) } : { items }), ...(vendor ? { vendor_id: vendor } : {}) };
    return once(wish, (key) => refundOrder(order.order_id, wish, key));
  };
  return (
    <AskDialog title="Pay money back" action="Pay back" busyWord="Paying back…" disabled={!reason.trim() || (!amount && items.length === 0)} ask={ask} done={done} close={close} testId="refund-confirm">
      <p>At most {money(order.refundable ?? 0, order.currency)} can still go back. Give an amount for goodwill, or units to pay back what they were worth.</p>
      <Field label={`Amount in ${order.currency}`} optional type="number" inputMode="decimal" min="0" step="any" value={amount} onChange={(event) => setAmount(event.target.value)} />
      {!amount && <UnitsForm legend="Or units" rows={order.items.map((line) => ({ line, min: 0, max: line.quantity, hint: `of ${line.quantity}` }))} counts={counts} change={setCounts} />}
      <SelectField label="Who bears it" value={vendor} onChange={(event) => setVendor(event.target.value)}>
        <option value="">The shop</option>
        {vendors.map((id) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </SelectField>
      <Field label="Reason" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </AskDialog>
  );
}

function ReceiveDialog({ one, close, done }: { one: OrderReturn } & Closing) {
  const [counts, setCounts] = useState<Record<string, number>>(() => Object.fromEntries(one.items.map((item) => [item.product_id, item.quantity])));
  const [kept, setKept] = useState<Record<string, boolean>>({});
  const [note, setNote] = useState('');
  const items = chosen(counts).map((units) => ({ ...units, restock: !kept[units.product_id] }));
  return (
    <AskDialog
      title="Goods have arrived"
      action="Take them in"
      busyWord="Taking in…"
      disabled={items.length === 0}
      ask={() => moveReturn(one, { status: 'received', items, ...(note.trim() ? { note: note.trim() } : {}) })}
      done={done}
      close={close}
      testId="receive-confirm"
    >
      <UnitsForm legend="What arrived" rows={one.items.map((item) => ({ line: item, min: 0, max: item.quantity, hint: `of ${item.quantity}` }))} counts={counts} change={setCounts} />
      <fieldset className="units">
        <legend className="field__label">Not fit to be sold again</legend>
        {one.items.map((item) => (
          <label key={item.product_id} className="check">
            <input type="checkbox" checked={kept[item.product_id] ?? false} onChange={(event) => setKept({ ...kept, [item.product_id]: event.target.checked })} />
            <span>{item.product_name}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Note" optional maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
    </AskDialog>
  );
}
