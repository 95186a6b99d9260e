// The book of papers: every invoice and credit note, newest first, and the journal of a month for whoever keeps the books.
import { useState } from 'react';
import { Link } from 'react-router';
import { allPapers, readJournal } from '../../../../api/papers';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { Page, Paper } from '../../../../api/types';
import type { Filter } from '../../../../ui/table/Toolbar';
import { Field } from '../../../../ui/Field';
import { May } from '../../../../ui/May';
import { money } from '../../../../ui/money';
import { saveFile } from '../../../../ui/browser/saveFile';
import { DataTable, type Column } from '../../../../ui/table/DataTable';
import { useListState } from '../../../../ui/table/useListState';
import { useRows } from '../../../../ui/table/useRows';
import { useTitle } from '../../../../ui/useTitle';
import { day, shortId } from '../../../../ui/words';
import { PaperFiles } from '../../../papers/PaperFiles';
import { paperName } from '../../../papers/paperName';

const filters: Filter[] = [
  { id: 'number', label: 'Number', kind: 'text' },
  { id: 'from', label: 'From day', kind: 'date' },
  { id: 'to', label: 'To day', kind: 'date' },
];

const views = [{ label: 'All', search: '' }];

const columns: Column<Paper>[] = [
  {
    id: 'number',
    label: 'Number',
    name: true,
    cell: (paper) => (
      <>
        <span className="strong nowrap">{paper.number}</span> <span className="small soft">{paperName(paper)}</span>
      </>
    ),
    value: (paper) => paper.number,
  },
  { id: 'date', label: 'Date', plain: true, cell: (paper) => <span className="nowrap">{day(paper.date)}</span>, value: (paper) => paper.date },
  { id: 'order', label: 'Order', cell: (paper) => <Link to={`/admin/orders/${encodeURIComponent(paper.order_id)}`}>{shortId(paper.order_id)}</Link>, value: (paper) => paper.order_id },
  {
    id: 'buyer',
    label: 'Buyer',
    plain: true,
    cell: (paper) => (
      <>
        <bdi>{paper.buyer_name}</bdi> <span className="soft">{paper.country}</span>
      </>
    ),
    value: (paper) => paper.buyer_name,
  },
  { id: 'tax', label: 'Tax', end: true, cell: (paper) => signed(paper, paper.tax), value: (paper) => paper.tax, file: (paper) => signed(paper, paper.tax) },
  { id: 'total', label: 'Total', end: true, cell: (paper) => signed(paper, paper.total), value: (paper) => paper.total, file: (paper) => signed(paper, paper.total) },
];

export function PapersPage() {
  useTitle('Invoices');
  const list = useListState(['number', 'from', 'to']);
  const rows = useRows<Paper, Page<Paper> & { open: boolean }>(['papers', list.values], async (cursor, signal) => {
    const found = await allPapers({ limit: 50, cursor, ...list.values }, signal);
    return { ...found, next_cursor: found.next_cursor ?? null };
  });
  return (
    <div className="stack">
      <h1>Invoices</h1>
      <p className="soft">Written when an order is paid, changed or paid back; never changed afterwards. Numbers have no gaps.</p>
      {rows.first?.open === false && (
        <p className="panel panel--mist" role="status" data-testid="no-seller">
          This shop has not said who sells, and writes no invoices. Set Shop:Seller:Name, its address and its tax number in the configuration.
        </p>
      )}
      <DataTable
        name="papers"
        label="Invoices"
        testId="papers"
        one="paper"
        rows={rows}
        columns={columns}
        rowId={(paper) => paper.number}
        rowTestId="paper-row"
        to={(paper) => `/admin/orders/${encodeURIComponent(paper.order_id)}`}
        list={list}
        search={false}
        filters={filters}
        views={views}
        empty="There are none."
        actions={(paper) => <PaperFiles paper={paper} />}
      />
      <May permission="payments.view">
        <Journal />
      </May>
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
