// Erases a person for good: says first what would go and what stands against it, and asks for the address to be typed.
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { erasePerson } from '../../../api/desk/admin';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { User } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';

export function EraseDialog({ user, close, erased }: { user: User; close: () => void; erased: (orders: number) => void }) {
  const word = user.email ?? user.user_id;
  const [orders, setOrders] = useState<number | null>(null);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let gone = false;
    erasePerson({ user_id: user.user_id, dry_run: true })
      .then((would) => {
        if (!gone) setOrders(would.orders);
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(asProblem(error));
      });
    return () => {
      gone = true;
    };
  }, [user.user_id]);
  return (
    <Dialog title={`Erase ${user.name ?? word}?`} close={close}>
      <form
        className="stack"
        data-testid="erase-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim().toLowerCase() !== word.toLowerCase()) return;
          setBusy(true);
          setProblem(null);
          erasePerson({ user_id: user.user_id, dry_run: false })
            .then((done) => erased(done.orders))
            .catch((error: unknown) => {
              setProblem(asProblem(error));
              setBusy(false);
            });
        }}
      >
        {orders === null && !problem && <Loading what="Looking at the orders" />}
        {orders !== null && (
          <>
            <p>
              The account is closed for good and emptied, and {orders === 0 ? 'no order has anything left to erase' : orders === 1 ? '1 order loses' : `${orders} orders lose`}
              {orders > 0 && ' name, address, e-mail address and all that people wrote'}. Cart, mails and coupon records go too.
            </p>
            <p className="soft">Goods, amounts, taxes and dates stay, as the books need them. There is no way back.</p>
            <Field label={`Type ${word} to confirm`} required autoComplete="off" value={typed} maxLength={320} onChange={(event) => setTyped(event.target.value)} />
          </>
        )}
        {problem && (
          <ErrorBanner problem={problem}>
            <OrdersNamed problem={problem} />
          </ErrorBanner>
        )}
        <div className="row">
          {orders !== null && (
            <button type="submit" className="button button--danger" disabled={busy || typed.trim().toLowerCase() !== word.toLowerCase()}>
              {busy ? 'Erasing…' : 'Erase for good'}
            </button>
          )}
          <button type="button" className="button button--quiet" onClick={close}>
            {orders === null ? 'Close' : 'Cancel'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function OrdersNamed({ problem }: { problem: Problem }) {
  const orders = problem.members.orders;
  return Array.isArray(orders) ? (
    <ul>
      {orders.map((order) => (
        <li key={String(order)}>
          <Link to={`/admin/orders/${encodeURIComponent(String(order))}`} className="mono small">
            {String(order)}
          </Link>
        </li>
      ))}
    </ul>
  ) : null;
}
