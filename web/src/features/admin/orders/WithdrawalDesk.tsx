// The right of withdrawal as staff need it: until when, what was declared, and what is still to come back.
import { Link } from 'react-router';
import { readWithdrawal } from '../../../api/orders';
import type { Order, Withdrawal } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { money } from '../../../ui/money';
import { useLoad } from '../../../ui/browser/useLoad';
import { count, dateTime } from '../../../ui/words';
import { endsAt } from '../../withdrawal/withdrawalWords';

export function WithdrawalDesk({ order }: { order: Order }) {
  const right = useLoad(['orders', 'withdrawal', order.order_id, order.version], (signal) => readWithdrawal(order.order_id, signal));
  if (right.problem) return <ErrorBanner problem={right.problem} retry={right.reload} />;
  const now = right.data;
  if (!now || (!now.can_withdraw && now.withdrawals.length === 0 && !now.until)) return null;
  return (
    <section className="panel stack stack--tight" aria-labelledby="withdrawal-desk-title" data-testid="withdrawal-desk">
      <h2 id="withdrawal-desk-title">Withdrawal</h2>
      <p className="small" data-testid="withdrawal-deadline">
        {now.until ? (
          <>
            The buyer {now.can_withdraw ? 'can withdraw until' : 'could withdraw until'} <strong>{endsAt(now.until)}</strong>.
          </>
        ) : now.can_withdraw ? (
          <>The period is open: it ends {count(now.days, 'day')} after the day on which the last parcel arrives.</>
        ) : (
          <>There is nothing left to withdraw from.</>
        )}
      </p>
      {now.withdrawals.length === 0 && <p className="small soft">Nothing was declared.</p>}
      {now.withdrawals.map((one) => (
        <Declared key={one.withdrawal_id} one={one} order={order} />
      ))}
      {now.withdrawals.length > 0 && (
        <Link className="small" to="/admin/withdrawals">
          All withdrawals
        </Link>
      )}
    </section>
  );
}

function Declared({ one, order }: { one: Withdrawal; order: Order }) {
  const waits = (order.returns ?? []).filter((back) => one.return_ids.includes(back.return_id) && back.status === 'approved' && !back.refund);
  return (
    <div className="stack stack--tight" data-testid="withdrawal-declared">
      <p className="strong">
        {one.name ?? 'Somebody who is erased'} withdrew on {dateTime(one.at)}
      </p>
      <p className="small">{one.items.map((item) => `${item.quantity} × ${item.product_name}`).join(', ')}</p>
      <p className="small soft">
        {one.status === 'waiting' && 'It is carried out right after the edit that is under way. '}
        {money(one.paid_back_now ?? 0, one.currency)} went back at once
        {(one.paid_back_later ?? 0) > 0 && `; ${money(one.paid_back_later!, one.currency)} goes back with the goods`}.
        {waits.length > 0 && (waits.some((back) => back.sent) ? ' The buyer has named a parcel: pay back now.' : ' The goods are still to come back.')}
      </p>
    </div>
  );
}
