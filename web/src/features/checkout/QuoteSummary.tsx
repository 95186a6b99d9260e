// What the order costs, line by line, as the host worked it out.
import type { Cart, Delivery, Quote } from '../../api/types';
import { arrival } from '../../ui/arrival';
import { deduction, money } from '../../ui/money';
import { AppliedPromotions } from '../cart/AppliedPromotions';
import { count } from '../../ui/words';
import { noWithdrawal } from '../withdrawal/withdrawalWords';

export function QuoteSummary({ quote, cart, stale }: { quote: Quote | null; cart: Cart; stale: boolean }) {
  const currency = quote?.currency ?? cart.currency;
  const lines = quote?.lines ?? cart.items;
  const discounts = quote?.discounts ?? [];
  return (
    <div className="stack" aria-busy={stale}>
      <ul className="quote-lines">
        {lines.map((line) => (
          <li key={line.product_id}>
            <span>
              <span className="soft">{line.quantity} × </span>
              {line.product_name}
              {'no_withdrawal' in line && line.no_withdrawal && (
                <span className="tiny soft quote-lines__note" data-testid="no-withdrawal">
                  {noWithdrawal[line.no_withdrawal] ?? line.no_withdrawal}
                </span>
              )}
            </span>
            <span className="figure nowrap">{money(line.subtotal, currency)}</span>
          </li>
        ))}
      </ul>
      {quote ? (
        <dl className={`totals${stale ? ' totals--stale' : ''}`}>
          <dt>Subtotal</dt>
          <dd>{money(quote.subtotal, currency)}</dd>
          {discounts.map((discount) => (
            <Deduction key={discount.promotion_id} label={discount.description} amount={discount.free_shipping ? 'Free shipping' : deduction(discount.amount, currency)} />
          ))}
          {quote.requires_shipping && (
            <>
              <dt>{quote.delivery?.pickup ? 'Pick up' : 'Shipping'}</dt>
              <dd>{quote.shipping === 0 ? 'Free' : money(quote.shipping, currency)}</dd>
            </>
          )}
          {quote.tax > 0 && (
            <>
              <dt>{quote.tax_label}</dt>
              <dd>{money(quote.tax, currency)}</dd>
            </>
          )}
          <dt className="totals__sum">Total</dt>
          <dd className="totals__sum" data-testid="quote-total">
            {money(quote.total_price, currency)}
          </dd>
          {(quote.taxes?.length ?? 0) > 0 && quote.tax === 0 && quote.tax_included === 0 && quote.vat_number && (
            <>
              <dt className="small">{quote.tax_label}</dt>
              <dd className="small soft">{money(0, currency)}</dd>
            </>
          )}
          {quote.vat_check && quote.vat_check.state !== 'in_force' && (
            <dt className="small totals__wide" data-testid="vat-check" role="status">
              {quote.vat_check.state === 'unchecked'
                ? 'The VAT number could not be checked just now, so tax is charged. Try again in a minute.'
                : 'The register does not have this VAT number as valid, so tax is charged.'}
            </dt>
          )}
          {quote.tax_included > 0 && (
            <>
              <dt className="small">{includedTax(quote.tax_label)}</dt>
              <dd className="small soft">{money(quote.tax_included, currency)}</dd>
            </>
          )}
        </dl>
      ) : (
        <>
          <dl className="totals">
            <dt>{count(cart.total_items, 'item')}</dt>
            <dd>{money(cart.total_price, currency)}</dd>
            <AppliedPromotions cart={cart} />
          </dl>
          <p className="small soft">{cart.items.some((item) => item.requires_shipping !== false) ? 'Shipping, tax and the total appear as soon as the address is complete.' : 'Tax and the total appear as soon as the country is known.'}</p>
        </>
      )}
      {quote && <Promised delivery={quote.delivery} />}
    </div>
  );
}

function Promised({ delivery }: { delivery: Delivery | null | undefined }) {
  const days = arrival(delivery?.from, delivery?.to);
  if (!delivery || !days) return null;
  return (
    <p className="small soft" data-testid="promised">
      {delivery.pickup ? `Ready at ${delivery.pickup.name}: ${days}` : `Arrives ${days}`}
    </p>
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

/** The host may already write "Includes 21 % tax". */
function includedTax(label: string | null | undefined): string {
  if (!label) return 'Includes tax of';
  return /^includes/i.test(label) ? label : `Includes ${label}`;
}
