// Payments for staff: those of an order with their sums and movements, transfers to be marked, and where the books disagree.
import { useState } from 'react';
import { Link } from 'react-router';
import { listPayments, type Payment, type PaymentsPage as PaymentsReply } from '../../../api/payments';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useTitle } from '../../../ui/useTitle';
import { shortId, words } from '../../../ui/words';
import { DifferencesPanel } from './DifferencesPanel';
import { DisputesPanel } from './DisputesPanel';
import { HeldPanel } from './HeldPanel';
import { LedgerPanel } from './LedgerPanel';
import { paymentName } from './paymentName';
import { ReceivedDialog } from '../catalog/ReceivedDialog';

const tones: Partial<Record<Payment['status'], string>> = { captured: 'pill--good', awaiting: 'pill--warn', action_required: 'pill--warn', declined: 'pill--danger' };
const kept = (payment: Payment) => (payment.captured ?? 0) - (payment.refunded ?? 0);
const to = (payment: Payment) => `/admin/payments?order_id=${encodeURIComponent(payment.order_id)}`;

const columns: Column<Payment>[] = [
  { id: 'payment', label: 'Payment', name: true, cell: (payment) => <Link to={to(payment)}>{paymentName(payment.payment_id)}</Link>, value: (payment) => payment.payment_id },
  { id: 'order', label: 'Order', off: true, cell: (payment) => <Link to={`/admin/orders/${encodeURIComponent(payment.order_id)}`}>{shortId(payment.order_id)}</Link>, value: (payment) => payment.order_id },
  { id: 'made', label: 'Made', plain: true, cell: (payment) => <When at={payment.created_at} />, value: (payment) => payment.created_at },
  { id: 'by', label: 'By', plain: true, cell: (payment) => (payment.provider === 'bank_transfer' ? 'Bank transfer' : <span className="mono">{payment.method}</span>), value: (payment) => payment.provider },
  {
    id: 'status',
    label: 'Status',
    plain: true,
    cell: (payment) => (
      <>
        <span className={`pill ${tones[payment.status] ?? ''}`} data-testid="payment-status">
          {words(payment.status)}
        </span>
        {payment.reason && <span className="small soft"> {words(payment.reason)}</span>}
      </>
    ),
    value: (payment) => payment.status,
  },
  { id: 'amount', label: 'Amount', end: true, cell: (payment) => shown(payment.amount, payment.currency), value: (payment) => payment.amount, file: (payment) => `${payment.amount ?? ''} ${payment.currency ?? ''}` },
  { id: 'kept', label: 'Kept', end: true, cell: (payment) => shown(kept(payment), payment.currency), value: kept, file: (payment) => `${kept(payment)} ${payment.currency ?? ''}` },
];

export function PaymentsPage() {
  useTitle('Payments');
  const list = useListState(['order_id']);
  const orderId = list.values.order_id ?? '';
  const [receiving, setReceiving] = useState<Payment | null>(null);
  const rows = useRows<Payment, PaymentsReply>(['payments', orderId], (cursor, signal) => listPayments({ order_id: orderId, limit: 50, cursor }, signal));
  const totals = rows.stale ? undefined : rows.first?.totals;
  return (
    <div className="stack stack--loose">
      <div className="stack">
        <h1>Payments</h1>
        {orderId && (
          <p className="row small">
            <Link to={`/admin/orders/${encodeURIComponent(orderId)}`}>Order {shortId(orderId)}</Link>
            <Link to="/admin/payments">All payments</Link>
          </p>
        )}
        {totals && (
          <dl className="tiles tiles--carts" data-testid="payment-totals">
            <Tile label="Taken" value={money(totals.captured, totals.currency)} />
            <Tile label="Paid back" value={money(totals.refunded, totals.currency)} />
            <Tile label="Kept" value={money(totals.kept, totals.currency)} />
            <Tile label="Still to come" value={money(totals.waiting, totals.currency)} />
          </dl>
        )}
        <DataTable
          name="payments"
          label="Payments"
          one="payment"
          rows={rows}
          columns={columns}
          rowId={(payment) => payment.payment_id}
          rowTestId="payment-row"
          to={to}
          list={list}
          search={false}
          filters={[{ id: 'order_id', label: 'Order’s id', kind: 'text' }]}
          empty="No payments yet."
          none="No payment belongs to an order with this id."
          actions={(payment) =>
            payment.next_action?.kind === 'bank_transfer' && (
              <May permission="payments.edit">
                <button type="button" className="button button--small" data-testid="mark-received" onClick={() => setReceiving(payment)}>
                  Mark received<span className="visually-hidden"> {shortId(payment.payment_id)}</span>
                </button>
              </May>
            )
          }
        />
      </div>
      {orderId && rows.items.length > 0 && <LedgerPanel payments={rows.items} />}
      {!orderId && <HeldPanel />}
      {!orderId && <DisputesPanel />}
      {!orderId && <DifferencesPanel />}
      {receiving && (
        <ReceivedDialog
          payment={receiving}
          close={() => setReceiving(null)}
          received={() => {
            setReceiving(null);
            rows.reload();
          }}
        />
      )}
    </div>
  );
}

function Tile({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function shown(amount: number | null, currency: string | null): string {
  return amount === null || currency === null ? '–' : money(amount, currency);
}
