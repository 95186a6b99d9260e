// What the order costs, line by line, as the host worked it out.
import type { Cart, Quote } from '../../api/types';
import { deduction, money } from '../../ui/money';
import { count } from '../../ui/words';

export function QuoteSummary({ quote, cart, stale }: { quote: Quote | null; cart: Cart; stale: boolean }) {
  const currency = quote?.currency ?? cart.currency;
  const lines = quote?.lines ?? cart.items;
  const discounts = quote?.discounts?.length ? quote.discounts : quote && quote.discount > 0 ? [{ code: 'Discount', description: null, amount: quote.discount }] : [];
  return (
    <div className="stack" aria-busy={stale}>
      <ul className="quote-lines">
        {lines.map((line) => (
          <li key={line.product_id}>
            <span>
              <span className="soft">{line.quantity} × </span>
              {line.product_name}
            </span>
            <span className="figure nowrap">{money(line.subtotal ?? line.price * line.quantity, currency)}</span>
          </li>
        ))}
      </ul>
      {quote ? (
        <dl className={`totals${stale ? ' totals--stale' : ''}`}>
          <dt>Subtotal</dt>
          <dd>{money(quote.subtotal, currency)}</dd>
          {discounts.map((discount) => (
            <Deduction key={discount.code} label={discount.description ?? discount.code} amount={deduction(discount.amount, currency)} />
          ))}
          <dt>Shipping</dt>
          <dd>{quote.shipping === 0 ? 'Free' : money(quote.shipping, currency)}</dd>
          {quote.tax > 0 && (
            <>
              <dt>{quote.tax_label ?? 'Tax'}</dt>
              <dd>{money(quote.tax, currency)}</dd>
            </>
          )}
          <dt className="totals__sum">Total</dt>
          <dd className="totals__sum" data-testid="quote-total">
            {money(quote.total_price, currency)}
          </dd>
          {quote.tax_included > 0 && (
            <>
              <dt className="small">{quote.tax_label ? `Includes ${quote.tax_label}` : 'Includes tax of'}</dt>
              <dd className="small soft">{money(quote.tax_included, currency)}</dd>
            </>
          )}
        </dl>
      ) : (
        <>
          <dl className="totals">
            <dt>{count(cart.total_items, 'item')}</dt>
            <dd>{money(cart.total_price, currency)}</dd>
          </dl>
          <p className="small soft">Shipping, tax and the total appear as soon as the address is complete.</p>
        </>
      )}
    </div>
  );
}

function Deduction({ label, amount }: { label: string; amount: string }) {
  return (
    <>
      <dt className="totals__less">{label}</dt>
      <dd className="totals__less">{amount}</dd>
    </>
  );
}
