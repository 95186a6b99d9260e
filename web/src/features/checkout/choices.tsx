// The two choices of checkout: how it travels and how it is paid.
import type { Quote, ShippingMethod } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import type { PaymentOffer } from './usePaymentMethods';

const methods: { method: ShippingMethod; label: string; note: string }[] = [
  { method: 'standard', label: 'Standard', note: '3 to 5 working days' },
  { method: 'express', label: 'Express', note: 'Next working day' },
];

export function ShippingChoice({ chosen, choose, quote }: { chosen: ShippingMethod; choose: (method: ShippingMethod) => void; quote: Quote | null }) {
  return (
    <fieldset className="stack">
      <legend className="checkout__legend">Shipping method</legend>
      {methods.map((option) => {
        const offered = quote?.shipping_methods.find((offer) => offer.method === option.method);
        return (
          <label key={option.method} className="choice">
            <input type="radio" name="shipping_method" value={option.method} checked={chosen === option.method} onChange={() => choose(option.method)} />
            <span className="choice__title">{offered?.label ?? option.label}</span>
            <span className="figure">{offered && quote ? (offered.price === 0 ? 'Free' : money(offered.price, quote.currency)) : ''}</span>
            <span className="choice__note">{offered?.estimate ?? option.note}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** Exactly what the shop says that it takes; one that takes nothing says so. */
export function PaymentChoice({ offer, chosen, choose }: { offer: PaymentOffer; chosen: string | null; choose: (token: string) => void }) {
  const { methods, problem, again } = offer;
  return (
    <fieldset className="stack" data-testid="payment-choice">
      <legend className="checkout__legend">Payment</legend>
      {problem && <ErrorBanner problem={problem} retry={again} />}
      {!methods && !problem && <Loading what="Loading ways to pay" />}
      {methods?.length === 0 && (
        <p className="notice notice--warn" data-testid="no-payments">
          This shop does not take payments yet.
        </p>
      )}
      {methods?.map((method) => (
        <div key={`${method.provider} ${method.method}`} className="stack stack--tight" data-method={method.method}>
          {method.test && (
            <p className="small soft">
              <span className="pill pill--warn">Test</span> {method.method === 'bank_transfer' ? 'Do not transfer real money: nobody owns this account.' : 'Test cards: choose how the bank should behave; no real money moves.'}
            </p>
          )}
          <div className={method.tokens.length > 1 ? 'cards' : 'stack'}>
            {method.tokens.map((option) => (
              <label key={option.token} className="choice">
                <input type="radio" name="payment" value={option.token} checked={chosen === option.token} onChange={() => choose(option.token)} />
                <span className="choice__title">{option.title}</span>
                <span />
                <span className="choice__note">{option.note}</span>
              </label>
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
