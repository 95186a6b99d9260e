// Where a vendor's parts of orders stand, each number a way to the orders behind it.
import { Link } from 'react-router';
import { readVendorSummary } from '../../../api/vendor';
import type { OrderStatus, VendorSummary } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { useLoad } from '../../../ui/useLoad';

const rows: { status: OrderStatus; label: string; count: (summary: VendorSummary) => number }[] = [
  { status: 'confirmed', label: 'Waiting to be packed', count: (summary) => summary.to_process },
  { status: 'processing', label: 'Being packed', count: (summary) => summary.processing },
  { status: 'partially_shipped', label: 'Partly sent', count: (summary) => summary.partially_shipped },
  { status: 'shipped', label: 'On their way', count: (summary) => summary.shipped },
  { status: 'delivered', label: 'Delivered', count: (summary) => summary.delivered },
  { status: 'cancelled', label: 'Cancelled', count: (summary) => summary.cancelled },
  { status: 'returned', label: 'Returned', count: (summary) => summary.returned },
];

export function PartsPanel() {
  const summary = useLoad((signal) => readVendorSummary(signal), 'summary');
  return (
    <section className="panel stack" aria-labelledby="parts-title">
      <h2 id="parts-title">Where your orders stand</h2>
      {summary.problem && <ErrorBanner problem={summary.problem} retry={summary.reload} />}
      {!summary.data && !summary.problem && <Loading blocks={1} what="Loading orders" />}
      {summary.data && (
        <ul className="ranking" data-testid="vendor-parts">
          {rows.map((row) => (
            <li key={row.status}>
              <Link to={`/admin/orders?status=${row.status}`}>{row.label}</Link>
              <span />
              <span className="strong figure">{summary.data && row.count(summary.data).toLocaleString()}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
