// Where the shop's book and a provider's disagree, and the comparison that finds and repairs it.
import { useState } from 'react';
import { Link } from 'react-router';
import { listDifferences, reconcile, type NotedDifference } from '../../../api/payments';
import { asProblem } from '../../../api/core/problem';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { useRows } from '../../../ui/table/useRows';
import { count, dateTime, words } from '../../../ui/words';
import { orderOf, paymentName } from './paymentName';

export function DifferencesPanel() {
  const say = useSay();
  const [state, setState] = useState('open');
  const [busy, setBusy] = useState(false);
  const pages = useRows<NotedDifference>(['payments', 'differences', { state }], (cursor, signal) => listDifferences({ state, limit: 30, cursor }, signal));
  const compare = async () => {
    setBusy(true);
    try {
      const { repaired, open } = await reconcile();
      if (open > 0) say.bad(`${count(open, 'movement')} must be looked at by somebody.`);
      else say.good(repaired > 0 ? `${count(repaired, 'movement')} learned. The books agree now.` : 'The books agree.');
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    setBusy(false);
    pages.reload();
  };
  return (
    <section className="stack" aria-labelledby="differences-title">
      <h2 id="differences-title">Where the books disagree</h2>
      <p className="small soft">The shop compares its book with the providers' every hour. What a provider knows is learned by itself; what only the shop has is shown here until it is explained.</p>
      <div className="row row--apart">
        <SelectField label="Show" value={state} onChange={(event) => setState(event.target.value)}>
          <option value="open">To be looked at</option>
          <option value="repaired">Learned</option>
          <option value="gone">Gone again</option>
        </SelectField>
        <May permission="payments.edit">
          <button type="button" className="button" disabled={busy} aria-busy={busy} data-testid="compare-books" onClick={() => void compare()}>
            {busy ? 'Comparing…' : 'Compare now'}
          </button>
        </May>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No difference to show.</p>}
      <ul className="changes">
        {pages.items.map(({ difference, found_at }) => {
          const entry = difference.ours ?? difference.theirs;
          return (
            <li key={`${difference.payment_id}|${difference.kind}|${difference.reference}`} data-testid="difference">
              <Link className="strong" to={`/admin/payments?order_id=${encodeURIComponent(orderOf(difference.payment_id))}`}>
                {paymentName(difference.payment_id)}
              </Link>
              <span>{words(difference.kind)}</span>
              {entry && <span className="figure">{money(entry.amount, entry.currency)}</span>}
              <span className="soft">{difference.ours === null ? 'only at the provider' : difference.theirs === null ? 'only in our book' : 'stands differently'}</span>
              <span className="soft">{dateTime(found_at)}</span>
            </li>
          );
        })}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}
