// The movements of an order's payments, as they stand in the shop's append-only book.
import { listLedger, type LedgerEntry, type Payment } from '../../../api/payments';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { useLoad } from '../../../ui/browser/useLoad';
import { dateTime, words } from '../../../ui/words';

async function entriesOf(payments: Payment[], signal: AbortSignal): Promise<LedgerEntry[]> {
  const pages = await Promise.all(payments.map((payment) => listLedger({ payment_id: payment.payment_id, limit: 200 }, signal)));
  return pages.flatMap((page) => page.items).sort((a, b) => a.at.localeCompare(b.at));
}

export function LedgerPanel({ payments }: { payments: Payment[] }) {
  // A payment that has changed has moved money: its movements are read again.
  const loaded = useLoad(['payments', 'entries', payments.map((payment) => `${payment.payment_id} ${payment.updated_at}`).join('|')], (signal) => entriesOf(payments, signal));
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
              <strong>{happened(entry)}</strong>
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

/** A transfer has a reference when it comes and when it goes; a card has neither. */
function happened(entry: LedgerEntry): string {
  if (entry.reference && entry.kind === 'authorized') return 'Transfer received';
  if (entry.reference && entry.kind === 'released') return 'Transfer sent back';
  return words(entry.kind);
}
