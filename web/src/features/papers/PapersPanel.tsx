// The invoices and credit notes of an order, on its page: for whoever ordered, for whoever has the mail's link, and for staff.
import { Trans } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { day } from '../../ui/words';
import { listPapers, writePapers } from '../../api/papers';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Order, Paper } from '../../api/types';
import { hostWords } from '../../i18n/hostWords';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/browser/useLoad';
import { PaperFiles } from './PaperFiles';
import { paperName } from './paperName';

interface Props {
  order: Order;
  /** The key of the mail's link, where the page was opened by it. */
  linkKey?: string | null;
  /** Whether missing papers can be had written here. */
  staff?: boolean;
}

export function PapersPanel({ order, linkKey, staff }: Props) {
  const papers = useLoad(['orders', 'papers', order.order_id, order.version, linkKey ?? ''], (signal) => listPapers(order.order_id, signal, linkKey ?? undefined));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  if (papers.problem) return <ErrorBanner problem={papers.problem} retry={papers.reload} />;
  const found = papers.data;
  if (!found || (found.items.length === 0 && (order.status === 'pending' || order.status === 'payment_failed'))) return null;
  const write = () => {
    setBusy(true);
    setProblem(null);
    writePapers(order.order_id)
      .then(papers.reload)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Section>
      {found.items.map((paper) => (
        <Row key={paper.number} paper={paper} linkKey={linkKey} />
      ))}
      {found.items.length === 0 && <p className="small soft">{found.why_none && hostWords(found.why_none)}</p>}
      {problem && <ErrorBanner problem={problem} />}
      {found.items.length === 0 && staff && order.status !== 'cancelled' && (
        <div>
          <button type="button" className="button button--small" disabled={busy} onClick={write} data-testid="write-papers">
            <Trans>Write the invoice now</Trans>
          </button>
        </div>
      )}
    </Section>
  );
}

function Section({ children }: { children: ReactNode }) {
  return (
    <section className="stack stack--tight" aria-labelledby="papers-title" data-testid="papers">
      <h2 id="papers-title" className="order__heading">
        <Trans>Invoices</Trans>
      </h2>
      {children}
    </section>
  );
}

function Row({ paper, linkKey }: { paper: Paper; linkKey?: string | null }) {
  return (
    <div className="stack stack--tight">
      <p className="small">
        <span className="strong">{paperName(paper)}</span> <span className="nowrap">{paper.number}</span>
      </p>
      <p className="small soft">
        {day(paper.date)} · {paper.kind === 'credit_note' ? '−' : ''}
        {money(paper.total, paper.currency)}
      </p>
      <PaperFiles paper={paper} linkKey={linkKey} />
    </div>
  );
}
