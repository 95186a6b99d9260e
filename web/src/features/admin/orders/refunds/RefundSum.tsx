// What the customer gets back, from the shop's own rule, while it is chosen: nothing on this page adds money up.
import { useQuery } from '@tanstack/react-query';
import { quoteRefund } from '../../../../api/orders';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { Order, RefundQuote, RefundQuoteAsk } from '../../../../api/types';
import { money } from '../../../../ui/money';

export interface RefundAnswer {
  /** Of exactly what was asked; null while that is not known. */
  quote: RefundQuote | null;
  problem: Problem | null;
}

/** Null asks nothing. */
export function useRefundQuote(order: Order, ask: RefundQuoteAsk | null): RefundAnswer {
  const found = useQuery({ queryKey: ['orders', order.order_id, 'refund', order.version, ask], enabled: ask !== null, queryFn: ({ signal }) => quoteRefund(order.order_id, ask ?? {}, signal) });
  return ask === null ? { quote: null, problem: null } : { quote: found.isError ? null : (found.data ?? null), problem: found.isError ? asProblem(found.error) : null };
}

export function RefundSum({ asked, quote, problem }: RefundAnswer & { asked: boolean }) {
  if (!asked) return <p className="small soft">Choose units or type an amount, and what the customer gets back stands here.</p>;
  return (
    <div className="refund-sum panel panel--mist" aria-live="polite" data-testid="refund-sum">
      {problem ? (
        <p>{problem.message}</p>
      ) : !quote ? (
        <p className="soft">Working it out…</p>
      ) : (
        <dl className="totals">
          {quote.items.map((line) => (
            <div key={line.product_id} className="contents">
              <dt>
                {line.quantity} × {line.product_name}
                {line.tax > 0 && <span className="small soft"> with {money(line.tax, quote.currency)} tax</span>}
              </dt>
              <dd>{money(line.amount, quote.currency)}</dd>
            </div>
          ))}
          {quote.shipping > 0 && (
            <>
              <dt>Shipping</dt>
              <dd>{money(quote.shipping, quote.currency)}</dd>
            </>
          )}
          {quote.goodwill > 0 && (
            <>
              <dt>Goodwill</dt>
              <dd>{money(quote.goodwill, quote.currency)}</dd>
            </>
          )}
          <dt className="totals__sum">The customer gets back</dt>
          <dd className="totals__sum" data-testid="refund-total">
            {money(quote.amount, quote.currency)}
          </dd>
        </dl>
      )}
    </div>
  );
}
