// What can stand between a shopper and an order: problems of the quote, a new price, a refusal.
import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { Problem } from '../../api/core/problem';
import type { Quote, QuoteProblem } from '../../api/types';
import { refusalWords } from '../../i18n/hostWords';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { money } from '../../ui/money';
import { countryName } from './countries';

/** The host's own sentence names the product; one of the table's does not. */
function stopWords(stop: QuoteProblem, lines: Quote['lines']): string {
  const line = lines.find((one) => one.product_id === stop.product_id);
  const said = refusalWords(stop.code, { available: line?.available_quantity }, stop.detail);
  return line && said !== stop.detail ? `${line.product_name}: ${said}` : said;
}

export function Stops({ problems, lines }: { problems: QuoteProblem[]; lines: Quote['lines'] }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice notice--warn" role="alert" data-testid="quote-problems">
      <div>
        <p className="strong"><Trans>Before you can order:</Trans></p>
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.code}${problem.product_id ?? ''}`} data-code={problem.code}>
              {stopWords(problem, lines)}
            </li>
          ))}
        </ul>
      </div>
      <Link to="/cart"><Trans>Go to cart</Trans></Link>
    </div>
  );
}

export function PriceChanged({ was, quote }: { was: number; quote: Quote }) {
  return (
    <div className="notice notice--warn" role="alert" data-testid="price-changed">
      <p>
        <Trans>The total changed from {money(was, quote.currency)} to <strong>{money(quote.total_price, quote.currency)}</strong>. Nothing has been charged. Please look it over and press the button again.</Trans>
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
        <p className="strong"><Trans>We cannot take an order to {countryName(country)} like this.</Trans></p>
        <p>
          {words} <Trans>Nothing has been charged.</Trans>
        </p>
      </div>
    </div>
  );
}

export function Refused({ problem }: { problem: Problem }) {
  const orderId = problem.members.order_id;
  return (
    <ErrorBanner problem={problem}>
      {problem.outcomeUnknown && <p><Trans>It is safe to press the button again: one attempt never makes two orders.</Trans></p>}
      {typeof orderId === 'string' && (
        <p>
          <Link to={`/orders/${encodeURIComponent(orderId)}`}><Trans>See the order</Trans></Link>
        </p>
      )}
    </ErrorBanner>
  );
}
