// What the order costs, line by line, as the host worked it out.
import { t } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { list, number } from '../../ui/words';
import type { Cart, Delivery, Quote } from '../../api/types';
import { arrival } from '../../ui/arrival';
import { deduction, money } from '../../ui/money';
import { AppliedPromotions } from '../cart/AppliedPromotions';
import { taxWords } from '../order/taxWords';
import { noWithdrawalWords } from '../withdrawal/withdrawalWords';

interface Props {
  quote: Quote | null;
  cart: Cart;
  stale: boolean;
  /** What is known of the address prices it, but it may still come out otherwise. */
  guess: boolean;
  /** The first price is on its way: its lines have their places already. */
  awaited: boolean;
}

export function QuoteSummary({ quote, cart, stale, guess, awaited }: Props) {
  const { t } = useLingui();
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
                  {noWithdrawalWords(line.no_withdrawal)}
                </span>
              )}
            </span>
            <span className="figure nowrap">{money(line.subtotal, currency)}</span>
          </li>
        ))}
      </ul>
      {quote ? (
        <dl className={`totals${stale ? ' totals--stale' : ''}`}>
          <dt><Trans>Subtotal</Trans></dt>
          <dd>{money(quote.subtotal, currency)}</dd>
          {discounts.map((discount) => (
            <Deduction key={discount.promotion_id} label={discount.description} amount={discount.free_shipping ? t`Free shipping` : deduction(discount.amount, currency)} />
          ))}
          {quote.requires_shipping && (
            <>
              <dt>{quote.delivery?.pickup ? t`Pick up` : t`Shipping`}</dt>
              <dd>{quote.shipping === 0 ? t`Free` : money(quote.shipping, currency)}</dd>
            </>
          )}
          {quote.tax > 0 && (
            <>
              <dt>{taxLabel(quote)}</dt>
              <dd>{money(quote.tax, currency)}</dd>
            </>
          )}
          <dt className="totals__sum">{guess ? t`Estimated total` : t`Total`}</dt>
          <dd className="totals__sum" data-testid="quote-total">
            {money(quote.total_price, currency)}
          </dd>
          {(quote.taxes?.length ?? 0) > 0 && quote.tax === 0 && quote.tax_included === 0 && quote.vat_number && (
            <>
              <dt className="small">{taxLabel(quote)}</dt>
              <dd className="small soft">{money(0, currency)}</dd>
            </>
          )}
          {quote.vat_check && quote.vat_check.state !== 'in_force' && (
            <dt className="small totals__wide" data-testid="vat-check" role="status">
              {quote.vat_check.state === 'unchecked'
                ? t`The VAT number could not be checked just now, so tax is charged. Try again in a minute.`
                : t`The register does not have this VAT number as valid, so tax is charged.`}
            </dt>
          )}
          {quote.tax_included > 0 && (
            <>
              <dt className="small">{includedTax(taxLabel(quote))}</dt>
              <dd className="small soft">{money(quote.tax_included, currency)}</dd>
            </>
          )}
        </dl>
      ) : awaited ? (
        <>
          <dl className="totals totals--stale">
            <dt><Trans>Subtotal</Trans></dt>
            <dd>{money(cart.total_price, currency)}</dd>
            {cart.items.some((item) => item.requires_shipping !== false) && (
              <>
                <dt><Trans>Shipping</Trans></dt>
                <dd>…</dd>
              </>
            )}
            <dt><Trans>Tax</Trans></dt>
            <dd>…</dd>
            <dt className="totals__sum"><Trans>Estimated total</Trans></dt>
            <dd className="totals__sum">…</dd>
          </dl>
          <p className="small soft"><Trans>Estimated for the country. The total stands as soon as the address is complete.</Trans></p>
          <p className="small soft" aria-hidden="true">{"\u00a0"}</p>
        </>
      ) : (
        <>
          <dl className="totals">
            <dt><Plural value={cart.total_items} one="# item" other="# items" /></dt>
            <dd>{money(cart.total_price, currency)}</dd>
            <AppliedPromotions cart={cart} />
          </dl>
          <p className="small soft">{cart.items.some((item) => item.requires_shipping !== false) ? t`Shipping, tax and the total appear as soon as the address is complete.` : t`Tax and the total appear as soon as the country is known.`}</p>
        </>
      )}
      {quote && guess && <p className="small soft" data-testid="estimate"><Trans>Estimated for the country. The total stands as soon as the address is complete.</Trans></p>}
      {quote && <Promised delivery={quote.delivery} />}
    </div>
  );
}

function Promised({ delivery }: { delivery: Delivery | null | undefined }) {
  const { t } = useLingui();
  const days = arrival(delivery?.from, delivery?.to);
  if (!delivery || !days) return null;
  return (
    <p className="small soft" data-testid="promised">
      {delivery.pickup ? t`Ready at ${delivery.pickup.name}: ${days}` : t`Arrives ${days}`}
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

/** "19 % tax", "7 % and 19 % tax", or why there is none. */
function taxLabel(quote: Quote): string {
  const taxes = quote.taxes ?? [];
  const rates = [...new Set(taxes.map((tax) => tax.rate))].sort((a, b) => a - b);
  if (rates.length < 2) return taxWords(rates[0] ?? 0, taxes.every((tax) => tax.reason === taxes[0]?.reason) ? taxes[0]?.reason : null);
  return t`${list(rates.map((rate) => `${number(rate)} %`))} tax`;
}

function includedTax(label: string): string {
  return t`Includes ${label}`;
}
