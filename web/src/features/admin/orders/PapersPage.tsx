// The book of papers: every invoice and credit note, newest first, and the journal of a month for whoever keeps the books.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { allPapers, readJournal } from '../../../api/papers';
import { asProblem, type Problem } from '../../../api/problem';
import type { Paper } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { saveFile } from '../../../ui/saveFile';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { shortId } from '../../../ui/words';
import { PaperFiles } from '../../papers/PaperFiles';
import { paperName } from '../../papers/paperName';

export function PapersPage() {
  useTitle('Invoices');
  const [search, setSearch] = useSearchParams();
  const asked = { number: search.get('number') ?? '', from: search.get('from') ?? '', to: search.get('to') ?? '' };
  const [open, setOpen] = useState(true);
  const pages = usePages<Paper>(async (cursor, signal) => {
    const found = await allPapers({ limit: 30, cursor, ...asked }, signal);
    setOpen(found.open);
    return { items: found.items, next_cursor: found.next_cursor ?? null };
  }, search.toString());
  return (
    <div className="stack">
      <h1>Invoices</h1>
      <p className="soft">Written when an order is paid, changed or paid back; never changed afterwards. Numbers have no gaps.</p>
      {!open && (
        <p className="panel panel--mist" role="status" data-testid="no-seller">
          This shop has not said who sells, and writes no invoices. Set Shop:Seller:Name, its address and its tax number in the configuration.
        </p>
      )}
      <form
        key={search.toString()}
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const said = new FormData(event.currentTarget);
          setSearch(new URLSearchParams(['number', 'from', 'to'].map((name) => [name, String(said.get(name) ?? '').trim()]).filter((pair): pair is [string, string] => pair[1] !== '')));
        }}
      >
        <Field label="Number" name="number" optional defaultValue={asked.number} span="half" />
        <Field label="From day" name="from" type="date" optional defaultValue={asked.from} span="half" />
        <Field label="To day" name="to" type="date" optional defaultValue={asked.to} span="half" />
        <div>
          <button type="submit" className="button button--small">
            Find
          </button>
        </div>
      </form>
      <May permission="payments.view">
        <Journal />
      </May>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading invoices" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">There are none.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards" data-testid="papers">
            <thead>
              <tr>
                <th scope="col">Number</th>
                <th scope="col">Order</th>
                <th scope="col">Buyer</th>
                <th scope="col" className="end">
                  Tax
                </th>
                <th scope="col" className="end">
                  Total
                </th>
                <th scope="col">Files</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((paper) => (
                <tr key={paper.number} data-testid="paper-row">
                  <td>
                    <span className="strong nowrap">{paper.number}</span>
                    <span className="below small soft">
                      {paperName(paper)}, {paper.date}
                    </span>
                  </td>
                  <td>
                    <Link to={`/admin/orders/${encodeURIComponent(paper.order_id)}`}>{shortId(paper.order_id)}</Link>
                  </td>
                  <td>
                    {paper.buyer_name} <span className="soft">{paper.country}</span>
                  </td>
                  <td className="end figure nowrap">{signed(paper, paper.tax)}</td>
                  <td className="end figure nowrap">{signed(paper, paper.total)}</td>
                  <td>
                    <PaperFiles paper={paper} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </div>
  );
}

function signed(paper: Paper, amount: number): string {
  return `${paper.kind === 'credit_note' && amount > 0 ? '−' : ''}${money(amount, paper.currency)}`;
}

function Journal() {
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(null);
        readJournal(month)
          .then((text) => saveFile(`papers-${month}.csv`, new Blob([text], { type: 'text/csv' })))
          .catch((error: unknown) => setProblem(asProblem(error)));
      }}
    >
      <Field label="Journal of the month" type="month" required value={month} onChange={(event) => setMonth(event.target.value)} />
      <button type="submit" className="button button--small" data-testid="journal">
        Save as CSV
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </form>
  );
}
