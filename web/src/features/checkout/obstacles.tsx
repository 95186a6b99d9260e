// What can stand between a shopper and an order: problems of the quote, a new price, a refusal.
import { Link } from 'react-router';
import type { Problem } from '../../api/problem';
import type { Quote, QuoteProblem } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { money } from '../../ui/money';
import { countryName } from './countries';

export function Stops({ problems }: { problems: QuoteProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice notice--warn" role="alert" data-testid="quote-problems">
      <div>
        <p className="strong">Before you can order:</p>
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.code}${problem.product_id ?? ''}`} data-code={problem.code}>
              {problem.detail}
            </li>
          ))}
        </ul>
      </div>
      <Link to="/cart">Go to cart</Link>
    </div>
  );
}

export function PriceChanged({ was, quote }: { was: number; quote: Quote }) {
  return (
    <div className="notice notice--warn" role="alert" data-testid="price-changed">
      <p>
        The total changed from {money(was, quote.currency)} to <strong>{money(quote.total_price, quote.currency)}</strong>. Nothing has been charged. Please look it over and press the button again.
      </p>
    </div>
  );
}

/** The shop has not said what tax is due there, so it sells nothing there; the field of the address says so too. */
export function NotSoldThere({ problem, country }: { problem: Problem; country: string }) {
  const words = Object.values(problem.errors).flat()[0] ?? problem.message;
  return (
    <div className="notice notice--warn" role="alert" data-testid="not-sold-there">
      <div>
        <p className="strong">We cannot take an order to {countryName(country)} like this.</p>
        <p>{words} Nothing has been charged.</p>
      </div>
    </div>
  );
}

export function Refused({ problem }: { problem: Problem }) {
  const orderId = problem.members.order_id;
  return (
    <ErrorBanner problem={problem}>
      {problem.outcomeUnknown && <p>It is safe to press the button again: one attempt never makes two orders.</p>}
      {typeof orderId === 'string' && (
        <p>
          <Link to={`/orders/${encodeURIComponent(orderId)}`}>See the order</Link>
        </p>
      )}
    </ErrorBanner>
  );
}
