// Who ordered: name, address of the mails, what was bought before, and the way to all of it; for staff who may see customers.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readFigures } from '../../../api/desk/customers';
import { asProblem } from '../../../api/core/problem';
import type { Order } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { money } from '../../../ui/money';
import { useSession } from '../../../ui/browser/useSession';
import { count, dateOnly } from '../../../ui/words';
import { CopyButton } from './CopyButton';

export function CustomerCard({ order }: { order: Order }) {
  const { may } = useSession();
  const known = may('customers.view');
  const figures = useQuery({ queryKey: ['customers', order.user_id, 'figures'], enabled: known, queryFn: ({ signal }) => readFigures(order.user_id, signal) });
  const found = figures.data;
  const name = order.shipping_address.name || found?.name || (order.email ? 'Customer' : 'Erased customer');
  return (
    <section className="stack stack--tight" aria-labelledby="customer-title" data-testid="customer-card">
      <h2 id="customer-title">Customer</h2>
      <p className="row row--apart">
        {known ? (
          <Link className="strong" to={`/admin/customers/${encodeURIComponent(order.user_id)}`}>
            {name}
          </Link>
        ) : (
          <span className="strong">{name}</span>
        )}
        {found?.guest && <span className="pill">Guest</span>}
      </p>
      {order.email && (
        <p className="row row--apart small">
          <a href={`mailto:${order.email}`}>{order.email}</a>
          <CopyButton text={order.email} what="the e-mail address" />
        </p>
      )}
      {figures.isError && <ErrorBanner problem={asProblem(figures.error)} retry={() => void figures.refetch()} />}
      {found && (
        <p className="small soft">
          {count(found.orders, 'order')}
          {found.spent.map((one) => `, ${money(one.spent, one.currency)} spent`).join('')}
          {found.last_order_at && found.last_order_id !== order.order_id && `, the last one ${dateOnly(found.last_order_at)}`}
        </p>
      )}
    </section>
  );
}
