// Where a vendor's parts of orders stand, each number a way to the orders behind it.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readVendorSummary } from '../../../api/desk/vendor';
import { asProblem } from '../../../api/core/problem';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { number } from '../../../ui/words';
import { stages } from '../../vendor/stages';

export function PartsPanel() {
  const summary = useQuery({ queryKey: ['vendor-orders', 'summary'], queryFn: ({ signal }) => readVendorSummary(signal) });
  return (
    <section className="panel stack" aria-labelledby="parts-title">
      <h2 id="parts-title">Where your orders stand</h2>
      {summary.isError && <ErrorBanner problem={asProblem(summary.error)} retry={() => void summary.refetch()} />}
      {summary.isPending && <Loading blocks={1} what="Loading orders" />}
      {summary.data && (
        <ul className="ranking" data-testid="vendor-parts">
          {stages.map((row) => (
            <li key={row.status}>
              <Link to={`/admin/orders?status=${row.status}`}>{row.label}</Link>
              <span />
              <span className="strong figure">{number(row.count(summary.data))}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
