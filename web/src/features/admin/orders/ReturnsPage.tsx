// All returns, newest first, so that none waits unseen; a vendor is shown those with its own lines. The steps are made on the order's page.
import { Link } from 'react-router';
import { listReturns } from '../../../api/orders';
import type { OrderReturn } from '../../../api/types';
import { money } from '../../../ui/money';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useTitle } from '../../../ui/useTitle';
import { shortId } from '../../../ui/words';
import { ReturnPill } from '../../order/returns/ReturnPill';
import { goodsWords } from './goodsWords';

const states: Record<OrderReturn['status'], string> = {
  requested: 'Waiting for an answer',
  approved: 'On their way back',
  received: 'Arrived, not paid back',
  refunded: 'Paid back',
  rejected: 'Rejected',
};

const views = [{ label: 'All', search: '' }, ...Object.entries(states).map(([status, label]) => ({ label, search: `status=${status}` }))];
const to = (one: OrderReturn) => `/admin/orders/${encodeURIComponent(one.order_id)}`;

const columns: Column<OrderReturn>[] = [
  { id: 'order', label: 'Order', name: true, cell: (one) => <Link to={to(one)}>{shortId(one.order_id)}</Link>, value: (one) => one.order_id },
  { id: 'asked', label: 'Asked', plain: true, cell: (one) => <When at={one.created_at} />, value: (one) => one.created_at },
  {
    id: 'goods',
    label: 'Goods',
    plain: true,
    cell: (one) => (
      <>
        {goodsWords(one.items)}
        {one.reason && <span className="below small soft">{one.reason}</span>}
      </>
    ),
    value: (one) => goodsWords(one.items),
  },
  { id: 'state', label: 'State', plain: true, cell: (one) => <ReturnPill status={one.status} />, value: (one) => one.status },
  { id: 'refund', label: 'Paid back', end: true, cell: (one) => (one.refund ? money(one.refund.amount, one.refund.currency) : '–'), value: (one) => one.refund?.amount },
];

export function ReturnsPage() {
  useTitle('Returns');
  const list = useListState(['status'], (search) => ({ status: (search.get('status') ?? '') in states ? search.get('status')! : '' }));
  const { status } = list.values;
  const rows = useRows<OrderReturn>(['returns', list.values], (cursor, signal) => listReturns({ status, limit: 50, cursor }, signal));
  return (
    <div className="stack">
      <h1>Returns</h1>
      <DataTable
        name="returns"
        label="Returns"
        testId="returns"
        one="return"
        rows={rows}
        columns={columns}
        rowId={(one) => one.return_id}
        rowTestId="return-row"
        to={to}
        list={list}
        search={false}
        views={views}
        empty="Nobody has asked for a return yet."
        none="No returns are in this state."
      />
    </div>
  );
}
