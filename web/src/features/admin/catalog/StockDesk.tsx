// Counting what is there: the numbers of many products are typed and go into the books at once; and what runs low.
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { attemptFor, randomKey, type Attempt } from '../../../api/core/attempt';
import { asProblem, type Problem } from '../../../api/core/problem';
import { adjustMany, listStock, setLowAt } from '../../../api/desk/stock';
import type { AdjustmentLine, LowStockLine } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { useSay } from '../../../ui/Toasts';
import { useRows } from '../../../ui/table/useRows';
import { count } from '../../../ui/words';
import { countsOf, wholeUnits } from './counts';
import { LedgerDialog } from './LedgerDialog';

export function StockDesk({ q, low }: { q: string; low: boolean }) {
  const say = useSay();
  const pages = useRows<LowStockLine>(['stock', 'levels', low, { q }], (cursor, signal) => listStock({ q, low: low ? undefined : 'any', limit: 50, cursor }, signal));
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [books, setBooks] = useState<LowStockLine | null>(null);
  const tried = useRef<Attempt | null>(null);
  const lines: AdjustmentLine[] = countsOf(typed);
  const faulty = Object.values(typed).some((text) => text.trim() !== '' && wholeUnits(text) === null);

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      tried.current = attemptFor(tried.current, lines, randomKey);
      const reply = await adjustMany(lines, 'good', tried.current.key);
      tried.current = null;
      // What was refused stays typed, with why.
      const wrong = reply.results.filter((line) => line.code !== null);
      setRefused(Object.fromEntries(wrong.map((line) => [line.product_id, line.detail ?? line.code!])));
      setTyped((was) => Object.fromEntries(Object.entries(was).filter(([id]) => wrong.some((line) => line.product_id === id))));
      pages.reload();
      if (reply.adjusted > 0) say.good(`${count(reply.adjusted, 'count')} saved.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading stock" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">{pages.more ? 'None of the first ones; look further below.' : low ? 'Nothing runs low.' : 'No product that was ever stocked matches.'}</p>}
      {pages.items.length > 0 && (
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (lines.length > 0 && !faulty) void save();
          }}
        >
          <div className="table-scroll">
            <table className="table table--cards" data-testid="stock-desk">
              <thead>
                <tr>
                  <th scope="col">Product</th>
                  <th scope="col" className="table__roomy">SKU</th>
                  <th scope="col" className="end">On hand</th>
                  <th scope="col" className="end table__roomy">Reserved</th>
                  <th scope="col" className="end">Available</th>
                  <th scope="col" className="end">Low at</th>
                  <th scope="col" className="end">Counted</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {pages.items.map((line) => (
                  <tr key={line.product_id} data-testid="desk-row">
                    <td>
                      <Link to={`/admin/products/${encodeURIComponent(line.product_id)}`}>{line.name}</Link>
                      {line.withheld && <span className="below small soft">not for sale</span>}
                      {refused[line.product_id] && <span className="field__error">{refused[line.product_id]}</span>}
                    </td>
                    <td className="table__roomy">{line.sku ?? '–'}</td>
                    <td className="end figure" data-label="On hand">{line.on_hand.toLocaleString()}</td>
                    <td className="end figure table__roomy">{line.reserved.toLocaleString()}</td>
                    <td className="end figure" data-label="Available">{line.available.toLocaleString()}</td>
                    <td className="end" data-label="Low at">
                      <LowAt line={line} failed={setProblem} />
                    </td>
                    <td className="end" data-label="Counted">
                      <input
                        className="input input--units"
                        inputMode="numeric"
                        aria-label={`Counted of ${line.name}`}
                        aria-invalid={typed[line.product_id] ? wholeUnits(typed[line.product_id]!) === null : undefined}
                        value={typed[line.product_id] ?? ''}
                        onChange={(event) => setTyped((was) => ({ ...was, [line.product_id]: event.target.value }))}
                      />
                    </td>
                    <td className="end">
                      <button type="button" className="button button--small button--quiet" onClick={() => setBooks(line)}>
                        Ledger<span className="visually-hidden"> of {line.name}</span>
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <LoadMore pages={pages} />
          {problem && <ErrorBanner problem={problem} />}
          <div className="row">
            <button type="submit" className="button button--primary" disabled={busy || lines.length === 0 || faulty} data-testid="save-counts">
              {busy ? 'Saving…' : lines.length === 0 ? 'Save counts' : `Save ${count(lines.length, 'count')}`}
            </button>
            {faulty && <span className="field__error">Counts are whole numbers.</span>}
          </div>
        </form>
      )}
      {pages.items.length === 0 && <LoadMore pages={pages} />}
      {books && <LedgerDialog line={books} close={() => setBooks(null)} />}
    </>
  );
}

/** Saved when it is left: one number need not have a button. */
function LowAt({ line, failed }: { line: LowStockLine; failed: (problem: Problem | null) => void }) {
  const [text, setText] = useState(String(line.low_at));
  const [saved, setSaved] = useState(line.low_at);
  const leave = async () => {
    const units = wholeUnits(text);
    if (units === null || units === saved) {
      setText(String(saved));
      return;
    }
    failed(null);
    try {
      setSaved(await setLowAt(line.product_id, units));
    } catch (error) {
      setText(String(saved));
      failed(asProblem(error));
    }
  };
  return <input className="input input--units" inputMode="numeric" aria-label={`${line.name} runs low at`} value={text} onChange={(event) => setText(event.target.value)} onBlur={() => void leave()} />;
}
