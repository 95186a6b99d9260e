// The movements of an order's payments, as they stand in the shop's append-only book.
import { listLedger, type LedgerEntry } from '../../api/payments';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/useLoad';
import { dateTime, words } from '../../ui/words';

async function entriesOf(paymentIds: string[], signal: AbortSignal): Promise<LedgerEntry[]> {
  const pages = await Promise.all(paymentIds.map((paymentId) => listLedger({ payment_id: paymentId, limit: 200 }, signal)));
  return pages.flatMap((page) => page.items).sort((a, b) => a.at.localeCompare(b.at));
}

export function LedgerPanel({ paymentIds }: { paymentIds: string[] }) {
  const loaded = useLoad((signal) => entriesOf(paymentIds, signal), paymentIds.join('|'));
  return (
    <section className="stack" aria-labelledby="ledger-title">
      <h2 id="ledger-title">Ledger</h2>
      {loaded.problem && <ErrorBanner problem={loaded.problem} retry={loaded.reload} />}
      {loaded.loading && !loaded.data && <Loading what="Loading the ledger" />}
      {loaded.data?.length === 0 && <p className="empty soft">No money has moved.</p>}
      {loaded.data && loaded.data.length > 0 && (
        <ul className="changes" data-testid="ledger">
          {loaded.data.map((entry) => (
            <li key={`${entry.payment_id}|${entry.entry_id}`}>
              <strong>{words(entry.kind)}</strong>
              <span className="figure">{money(entry.amount, entry.currency)}</span>
              <span className="soft">{dateTime(entry.at)}</span>
              {entry.reference && <span className="mono soft">{entry.reference}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
