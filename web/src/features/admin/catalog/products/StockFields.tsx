// What there is of one product, and an adjustment of it.
import { useRef, useState } from 'react';
import { adjustStock, readStock } from '../../../../api/desk/admin';
import { attemptFor, randomKey, type Attempt } from '../../../../api/core/attempt';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { Product } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { May } from '../../../../ui/May';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { words } from '../../../../ui/words';

const reasons = ['received', 'counted', 'damaged', 'returned', 'correction'];

export function StockFields({ product }: { product: Product }) {
  const say = useSay();
  const level = useLoad(['stock', 'of', product.product_id], (signal) => readStock(product.product_id, signal));
  const [delta, setDelta] = useState('');
  const [reason, setReason] = useState('received');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tried = useRef<Attempt | null>(null);
  const units = Number(delta);
  const fits = /^[+-]?\d+$/.test(delta.trim()) && units !== 0;

  const adjust = async () => {
    setBusy(true);
    setProblem(null);
    try {
      tried.current = attemptFor(tried.current, { units, reason }, randomKey);
      const now = await adjustStock(product.product_id, units, reason, tried.current.key);
      tried.current = null;
      level.replace(now);
      setDelta('');
      say.good(`${now.on_hand.toLocaleString()} on hand.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="editor__section" aria-labelledby="stock">
      <h2 id="stock">Stock</h2>
      {level.problem && <ErrorBanner problem={level.problem} retry={level.reload} />}
      {level.data && (
        <dl className="tiles tiles--small" data-testid="stock-level">
          {(['on_hand', 'reserved', 'available'] as const).map((part) => (
            <div key={part}>
              <dt>{words(part)}</dt>
              <dd>{level.data![part].toLocaleString()}</dd>
            </div>
          ))}
        </dl>
      )}
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) void adjust();
        }}
      >
        <Field label="Change stock by" span="third" inputMode="numeric" value={delta} error={fieldError(problem, 'delta')} onChange={(event) => setDelta(event.target.value)} hint="25 came in; -3 are gone" />
        <SelectField label="Reason" span="third" value={reason} onChange={(event) => setReason(event.target.value)}>
          {reasons.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </SelectField>
        <div className="third row">
          <May permission="stock.edit" vendors>
            <button type="submit" className="button" disabled={busy || !fits} data-testid="adjust-stock">
              {busy ? 'Saving…' : 'Adjust stock'}
            </button>
          </May>
        </div>
      </form>
      {problem && <ErrorBanner problem={problem} />}
    </section>
  );
}
