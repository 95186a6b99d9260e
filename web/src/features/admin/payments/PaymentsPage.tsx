// Payments for staff: those of an order with their sums and movements, transfers to be marked, and where the books disagree.
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listPayments, type Payment, type PaymentsPage as PaymentsReply } from '../../../api/payments';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId, words } from '../../../ui/words';
import { DifferencesPanel } from './DifferencesPanel';
import { DisputesPanel } from './DisputesPanel';
import { HeldPanel } from './HeldPanel';
import { LedgerPanel } from './LedgerPanel';
import { paymentName } from './paymentName';
import { ReceivedDialog } from '../catalog/ReceivedDialog';

export function PaymentsPage() {
  useTitle('Payments');
  const [search, setSearch] = useSearchParams();
  const orderId = search.get('order_id') ?? '';
  const [typed, setTyped] = useState(orderId);
  useEffect(() => setTyped(orderId), [orderId]);
  const [receiving, setReceiving] = useState<Payment | null>(null);
  const pages = usePages<Payment, PaymentsReply>((cursor, signal) => listPayments({ order_id: orderId, limit: 30, cursor }, signal), orderId);
  const totals = pages.first?.totals;
  return (
    <div className="stack stack--loose">
      <div className="stack">
        <h1>Payments</h1>
        <form
          className="admin__search"
          role="search"
          aria-label="Payments"
          onSubmit={(event) => {
            event.preventDefault();
            setSearch(typed.trim() ? { order_id: typed.trim() } : {});
          }}
        >
          <Field label="Order" type="search" maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="The order's id" />
          <button type="submit" className="button">
            Find
          </button>
        </form>
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
        {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
        {pages.loading && !pages.first && !pages.problem && <Loading what="Loading payments" />}
        {pages.first && pages.items.length === 0 && <p className="empty soft">{orderId ? 'No payment belongs to an order with this id.' : 'No payments yet.'}</p>}
        {pages.items.length > 0 && <PaymentTable payments={pages.items} receive={setReceiving} />}
        <LoadMore pages={pages} />
      </div>
      {orderId && pages.items.length > 0 && <LedgerPanel payments={pages.items} />}
      {!orderId && <HeldPanel />}
      {!orderId && <DisputesPanel />}
      {!orderId && <DifferencesPanel />}
      {receiving && (
        <ReceivedDialog
          payment={receiving}
          close={() => setReceiving(null)}
          received={() => {
            setReceiving(null);
            pages.reload();
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

const tones: Partial<Record<Payment['status'], string>> = { captured: 'pill--good', awaiting: 'pill--warn', action_required: 'pill--warn', declined: 'pill--danger' };

function PaymentTable({ payments, receive }: { payments: Payment[]; receive: (payment: Payment) => void }) {
  return (
    <div className="table-scroll">
      <table className="table table--cards">
        <thead>
          <tr>
            <th scope="col">Payment</th>
            <th scope="col">Made</th>
            <th scope="col">By</th>
            <th scope="col">Status</th>
            <th scope="col" className="end">
              Amount
            </th>
            <th scope="col" className="end">
              Kept
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {payments.map((payment) => (
            <tr key={payment.payment_id} data-testid="payment-row">
              <td>
                <Link className="strong" to={`/admin/payments?order_id=${encodeURIComponent(payment.order_id)}`}>
                  {paymentName(payment.payment_id)}
                </Link>
              </td>
              <td className="nowrap">{dateTime(payment.created_at)}</td>
              <td>{payment.provider === 'bank_transfer' ? 'Bank transfer' : <span className="mono">{payment.method}</span>}</td>
              <td>
                <span className={`pill ${tones[payment.status] ?? ''}`} data-testid="payment-status">
                  {words(payment.status)}
                </span>
                {payment.reason && <span className="small soft"> {words(payment.reason)}</span>}
              </td>
              <td className="end figure" data-label="Amount">
                {shown(payment.amount, payment.currency)}
              </td>
              <td className="end figure" data-label="Kept">
                {shown((payment.captured ?? 0) - (payment.refunded ?? 0), payment.currency)}
              </td>
              <td className="end nowrap">
                {payment.next_action?.kind === 'bank_transfer' && (
                  <May permission="payments.edit">
                    <button type="button" className="button button--small" data-testid="mark-received" onClick={() => receive(payment)}>
                      Mark received<span className="visually-hidden"> {shortId(payment.payment_id)}</span>
                    </button>
                  </May>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(amount: number | null, currency: string | null): string {
  return amount === null || currency === null ? '–' : money(amount, currency);
}
