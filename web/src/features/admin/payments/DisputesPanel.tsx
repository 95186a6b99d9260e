// Objections of cardholders: staff answer them at the provider, in time.
import { Link } from 'react-router';
import { listDisputes, type Dispute } from '../../../api/payments';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { money } from '../../../ui/money';
import { useRows } from '../../../ui/table/useRows';
import { dateTime, words } from '../../../ui/words';
import { orderOf, paymentName } from './paymentName';

/** Nothing at all while nobody has objected. */
export function DisputesPanel() {
  const pages = useRows<Dispute>(['payments', 'disputes'], (cursor, signal) => listDisputes({ limit: 30, cursor }, signal));
  if (!pages.problem && pages.items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="disputes-title" data-testid="disputes">
      <h2 id="disputes-title">Disputed payments</h2>
      <p className="small soft">A cardholder objects, and the bank takes the money back until it has decided. Give your evidence in the provider's dashboard in time.</p>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      <ul className="changes">
        {pages.items.map((dispute) => (
          <li key={`${dispute.provider}|${dispute.dispute_id}`}>
            <Link className="strong" to={`/admin/payments?order_id=${encodeURIComponent(orderOf(dispute.payment_id))}`}>
              {paymentName(dispute.payment_id)}
            </Link>
            <span>{words(dispute.state)}</span>
            <span className="figure">{money(dispute.amount, dispute.currency)}</span>
            <span className="soft">{words(dispute.reason)}</span>
            <span className="soft">{dispute.answer_by ? `answer by ${dateTime(dispute.answer_by)}` : dateTime(dispute.found_at)}</span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}
