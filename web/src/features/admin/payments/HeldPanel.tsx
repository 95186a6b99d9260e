// Orders of which money is only held, the one whose hold ends first first.
import { Link } from 'react-router';
import { listHeld } from '../../../api/orders';
import type { HeldOrder } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { money } from '../../../ui/money';
import { useRows } from '../../../ui/table/useRows';
import { dateTime, shortId } from '../../../ui/words';

export function HeldPanel() {
  const held = useRows<HeldOrder>(['orders', 'held'], (cursor, signal) => listHeld({ limit: 20, cursor }, signal));
  if (held.first && held.items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="held-title">
      <h2 id="held-title">Held, and taken when it ships</h2>
      {held.problem && <ErrorBanner problem={held.problem} retry={held.reload} />}
      <ul className="changes" data-testid="held-orders">
        {held.items.map((one) => (
          <li key={one.order_id}>
            <Link to={`/admin/orders/${encodeURIComponent(one.order_id)}`}>Order {shortId(one.order_id)}</Link>
            <span className="figure">{money(one.held, one.currency)}</span>
            <span className={one.ends_soon ? 'strong' : 'soft'}>
              until {dateTime(one.until)}
              {one.ends_soon && ': send it or take the money before'}
            </span>
          </li>
        ))}
      </ul>
      <LoadMore pages={held} />
    </section>
  );
}
