// One statement: its sums by currency, its files, its invoices, and what those that are missing wait for.
import { readStatementFile, readVendorPaper } from '../../api/desk/statements';
import type { Statement, StatementSums, TraderGap, VendorPaper } from '../../api/types';
import { money } from '../../ui/money';
import { FileButton } from './FileButton';
import { monthName } from './monthName';

const paperNames: Record<VendorPaper['kind'], string> = {
  self_billed_invoice: 'Invoice for goods, self-billing',
  self_billed_credit_note: 'Credit note for goods, self-billing',
  commission_invoice: 'Invoice for commission',
  commission_credit_note: 'Credit note for commission',
};

/** `ofVendor` is set where staff look at it. */
export function StatementCard({ statement, ofVendor }: { statement: Statement; ofVendor: string | null }) {
  return (
    <article className="panel stack stack--tight" data-testid="statement" aria-label={`${monthName(statement.month)} ${ofVendor ?? ''}`}>
      <div className="row row--apart">
        <div>
          <h3>
            {monthName(statement.month)}
            {ofVendor && <span className="soft"> · {ofVendor}</span>}
          </h3>
          <p className="small soft">
            <span className="nowrap">{statement.number},</span> <span className="nowrap">made {statement.date}</span>
          </p>
        </div>
        <span className="row">
          <FileButton name={statement.number} format="pdf" read={() => readStatementFile(ofVendor, statement.month, 'pdf')} />
          <FileButton name={statement.number} format="csv" read={() => readStatementFile(ofVendor, statement.month, 'csv')} />
        </span>
      </div>
      {statement.sums.map((sums) => (
        <Sums key={sums.currency} sums={sums} />
      ))}
      {statement.papers.map((paper) => (
        <div key={paper.number} className="row row--apart statement__paper" data-testid="vendor-paper">
          <span>
            {paperNames[paper.kind]} <span className="strong nowrap">{paper.number}</span>
            <span className="small soft">
              {' '}
              {money(paper.total, paper.currency)}, of it tax {money(paper.tax, paper.currency)}
            </span>
          </span>
          <span className="row">
            <FileButton name={paper.number} format="pdf" read={() => readVendorPaper(ofVendor, paper.number, 'pdf')} />
            <FileButton name={paper.number} format="xml" read={() => readVendorPaper(ofVendor, paper.number, 'xml')} />
          </span>
        </div>
      ))}
      {statement.waiting.map((one) => (
        <div key={one.side} className="notice" data-testid="paper-waiting">
          <div className="stack stack--tight">
            <p>
              {one.side === 'supply' ? 'The invoice for goods' : 'The invoice for commission'}{' '}
              {one.missing.length === 0 ? 'is written within the hour.' : 'waits for this:'}
            </p>
            <Gaps gaps={one.missing} />
          </div>
        </div>
      ))}
    </article>
  );
}

export function Gaps({ gaps }: { gaps: TraderGap[] }) {
  const said = [...new Set(gaps.map((gap) => gap.what))];
  return said.length === 0 ? null : (
    <ul className="small">
      {said.map((what) => (
        <li key={what}>{what}</li>
      ))}
    </ul>
  );
}

function Sums({ sums }: { sums: StatementSums }) {
  const rows: [string, number][] = [
    ['Opening balance', sums.opening],
    ['Sales', sums.sales],
    ['Refunds', sums.refunds],
    ...sums.rates.map((rate): [string, number] => [`Commission${rate.percent == null ? '' : ` of ${rate.percent} %`}`, rate.amount]),
    ['Adjustments', sums.adjustments],
    ['Payouts', sums.payouts],
  ];
  return (
    <dl className="statement__sums small" data-testid={`sums-${sums.currency}`}>
      {rows
        .filter(([name, amount]) => amount !== 0 || name === 'Opening balance')
        .map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figure">{money(amount, sums.currency)}</dd>
          </div>
        ))}
      <div className="strong">
        <dt>Closing balance</dt>
        <dd className="figure" data-testid="closing">
          {money(sums.closing, sums.currency)}
        </dd>
      </div>
    </dl>
  );
}
