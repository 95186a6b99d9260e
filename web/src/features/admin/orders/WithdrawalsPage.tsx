// All withdrawals, newest first: they bind without anybody's answer, and what is to be done about them is seen here. A vendor is shown
// those with its own lines.
import { Link } from 'react-router';
import { listWithdrawals } from '../../../api/orders';
import type { Withdrawal } from '../../../api/types';
import { money } from '../../../ui/money';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { shortId } from '../../../ui/words';
import { goodsWords } from './goodsWords';

const to = (one: Withdrawal) => `/admin/orders/${encodeURIComponent(one.order_id)}`;
const follows = (one: Withdrawal) =>
  one.status === 'waiting' ? 'Carried out after the edit' : one.items.some((item) => item.to_send_back > 0) ? 'Comes back' : 'Was not sent: nothing to do';

const columns: Column<Withdrawal>[] = [
  {
    id: 'order',
    label: 'Order',
    name: true,
    cell: (one) => (
      <>
        <Link to={to(one)}>{shortId(one.order_id)}</Link>
        {one.name && <bdi className="below small soft">{one.name}</bdi>}
      </>
    ),
    value: (one) => one.order_id,
  },
  { id: 'at', label: 'Received', plain: true, cell: (one) => <When at={one.at} />, value: (one) => one.at },
  { id: 'goods', label: 'Goods', plain: true, cell: (one) => goodsWords(one.items), value: (one) => goodsWords(one.items) },
  { id: 'follows', label: 'What follows', plain: true, cell: follows, value: follows },
];

const paidBack: Column<Withdrawal> = {
  id: 'paid',
  label: 'Paid back',
  end: true,
  cell: (one) => (
    <>
      {money(one.paid_back_now ?? 0, one.currency)}
      {(one.paid_back_later ?? 0) > 0 && <span className="below small soft">then {money(one.paid_back_later!, one.currency)}</span>}
    </>
  ),
  value: (one) => one.paid_back_now ?? 0,
};
const allColumns = [...columns, paidBack];

export function WithdrawalsPage() {
  useTitle('Withdrawals');
  const { may } = useSession();
  const rows = useRows<Withdrawal>(['withdrawals'], (cursor, signal) => listWithdrawals({ limit: 50, cursor }, signal));
  return (
    <div className="stack">
      <h1>Withdrawals</h1>
      <p className="soft">Consumers need no answer: what had not left is out of the order, what had comes back as a return and is paid back when it arrives.</p>
      <DataTable
        name="withdrawals"
        label="Withdrawals"
        testId="withdrawals"
        one="withdrawal"
        rows={rows}
        columns={may('orders.view') ? allColumns : columns}
        rowId={(one) => `${one.order_id}-${one.withdrawal_id}`}
        rowTestId="withdrawal-row"
        to={to}
        empty="Nobody has withdrawn yet."
      />
    </div>
  );
}
