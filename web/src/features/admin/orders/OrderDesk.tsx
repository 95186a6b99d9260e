// What the shop's people do with an order beside moving it: other lines, money back, returns, and a look whether its books hold.
import { useState } from 'react';
import { Link } from 'react-router';
import { moveReturn, verifyOrder } from '../../../api/orders';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { Order, OrderReturn, Verdict } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { words } from '../../../ui/words';
import { AskDialog } from '../../order/AskDialog';
import { Refused } from '../../order/Refused';
import { ReturnsList } from '../../order/returns/ReturnsList';
import { HeldMoney } from './HeldMoney';
import { chosen, UnitsForm } from '../../order/returns/UnitsForm';
import { EditDialog } from './EditDialog';
import { RefundDialog } from './refunds/RefundDialog';
import { ReturnSum } from './refunds/ReturnSum';

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
              {one.legal_next.includes('refunded') && <ReturnSum order={order} one={one} />}
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
