// All returns, newest first, so that none waits unseen; a vendor is shown those with its own lines. The steps are made on the order's page.
import { Link, useSearchParams } from 'react-router';
import { listReturns } from '../../../api/orders';
import type { OrderReturn } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId } from '../../../ui/words';
import { ReturnPill } from '../../order/ReturnPill';

const states: { status: OrderReturn['status']; label: string }[] = [
  { status: 'requested', label: 'Waiting for an answer' },
  { status: 'approved', label: 'On their way back' },
  { status: 'received', label: 'Arrived, not paid back' },
  { status: 'refunded', label: 'Paid back' },
  { status: 'rejected', label: 'Rejected' },
];

export function ReturnsPage() {
  useTitle('Returns');
  const [search, setSearch] = useSearchParams();
  const status = states.find((state) => state.status === search.get('status'))?.status ?? '';
  const pages = usePages<OrderReturn>((cursor, signal) => listReturns({ status, limit: 30, cursor }, signal), status);
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Returns</h1>
        <SelectField label="Show" value={status} onChange={(event) => setSearch(event.target.value ? { status: event.target.value } : {})}>
          <option value="">All</option>
          {states.map((state) => (
            <option key={state.status} value={state.status}>
              {state.label}
            </option>
          ))}
        </SelectField>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading returns" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">{status ? 'No returns are in this state.' : 'Nobody has asked for a return yet.'}</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards" data-testid="returns">
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Asked</th>
                <th scope="col">Goods</th>
                <th scope="col">State</th>
                <th scope="col" className="end">
                  Paid back
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((one) => (
                <tr key={one.return_id} data-testid="return-row">
                  <td>
                    <Link className="strong" to={`/admin/orders/${encodeURIComponent(one.order_id)}`}>
                      {shortId(one.order_id)}
                    </Link>
                  </td>
                  <td className="nowrap">{dateTime(one.created_at)}</td>
                  <td>
                    {one.items.map((item) => `${item.quantity} × ${item.product_name}`).join(', ')}
                    {one.reason && <span className="below small soft">{one.reason}</span>}
                  </td>
                  <td>
                    <ReturnPill status={one.status} />
                  </td>
                  <td className="end figure nowrap">{one.refund ? money(one.refund.amount, one.refund.currency) : '–'}</td>
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
