// All withdrawals, newest first: they bind without anybody's answer, and what is to be done about them is seen here. A vendor is shown
// those with its own lines.
import { Link } from 'react-router';
import { listWithdrawals } from '../../../api/orders';
import type { Withdrawal } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { usePages } from '../../../ui/usePages';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId } from '../../../ui/words';

export function WithdrawalsPage() {
  useTitle('Withdrawals');
  const { may } = useSession();
  const all = may('orders.view');
  const pages = usePages<Withdrawal>((cursor, signal) => listWithdrawals({ limit: 30, cursor }, signal), '');
  return (
    <div className="stack">
      <h1>Withdrawals</h1>
      <p className="soft">Consumers need no answer: what had not left is out of the order, what had comes back as a return and is paid back when it arrives.</p>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading withdrawals" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">Nobody has withdrawn yet.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards" data-testid="withdrawals">
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Received</th>
                <th scope="col">Goods</th>
                <th scope="col">What follows</th>
                {all && (
                  <th scope="col" className="end">
                    Paid back
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {pages.items.map((one) => (
                <tr key={`${one.order_id}-${one.withdrawal_id}`} data-testid="withdrawal-row">
                  <td>
                    <Link className="strong" to={`/admin/orders/${encodeURIComponent(one.order_id)}`}>
                      {shortId(one.order_id)}
                    </Link>
                    {one.name && <span className="below small soft">{one.name}</span>}
                  </td>
                  <td className="nowrap">{dateTime(one.at)}</td>
                  <td>{one.items.map((item) => `${item.quantity} × ${item.product_name}`).join(', ')}</td>
                  <td>{one.status === 'waiting' ? 'Carried out after the edit' : one.items.some((item) => item.to_send_back > 0) ? 'Comes back' : 'Was not sent: nothing to do'}</td>
                  {all && (
                    <td className="end figure nowrap">
                      {money(one.paid_back_now ?? 0, one.currency)}
                      {(one.paid_back_later ?? 0) > 0 && <span className="below small soft">then {money(one.paid_back_later!, one.currency)}</span>}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </div>
  );
}
