// What was changed of a product, and by whom, newest first.
import { listChanges } from '../../../../api/products';
import type { ProductChange } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { LoadMore } from '../../../../ui/LoadMore';
import { useRows } from '../../../../ui/table/useRows';
import { useSession } from '../../../../ui/browser/useSession';
import { dateTime, shortId, words } from '../../../../ui/words';

const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? '(empty)' : typeof value === 'string' ? value : String(value));

export function HistoryPanel({ productId, turn }: { productId: string; turn: number }) {
  const { session } = useSession();
  const pages = useRows<ProductChange>(['products', 'history', productId, turn], (cursor, signal) => listChanges(productId, { limit: 10, cursor }, signal));
  return (
    <section className="panel stack" aria-labelledby="history">
      <h2 id="history">Changes</h2>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.first && pages.items.length === 0 && <p className="small soft">Nothing was changed since changes are kept.</p>}
      <ul className="history" data-testid="history">
        {pages.items.map((change) => (
          <li key={change.version}>
            <span className="soft">
              {dateTime(change.at)} · {change.user_id === session?.user.user_id ? 'you' : shortId(change.user_id)}
            </span>
            {change.kind !== 'changed' && <span>{words(change.kind)}</span>}
            {change.changes.map((one) => (
              <span key={one.member}>
                <span className="strong">{words(one.member)}</span>: {shown(one.from)} → {shown(one.to)}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}
