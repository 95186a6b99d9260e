// The two choices of checkout: how it travels and how it is paid.
import type { Quote, ShippingMethod } from '../../api/types';
import { money } from '../../ui/money';
import { bankTransfer, demoCards } from './cards';

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

export function PaymentChoice({ chosen, choose }: { chosen: string; choose: (token: string) => void }) {
  return (
    <fieldset className="stack">
      <legend className="checkout__legend">Payment</legend>
      <label className="choice">
        <input type="radio" name="payment" value={bankTransfer} checked={chosen === bankTransfer} onChange={() => choose(bankTransfer)} />
        <span className="choice__title">Bank transfer</span>
        <span />
        <span className="choice__note">You get the account and a reference, and transfer within seven days. We send the goods when the money has arrived.</span>
      </label>
      <p className="small soft">Or pay by card. This shop runs on a simulated bank: choose how it should behave; no real money moves.</p>
      <div className="cards">
        {demoCards.map((option) => (
          <label key={option.token} className="choice">
            <input type="radio" name="payment" value={option.token} checked={chosen === option.token} onChange={() => choose(option.token)} />
            <span className="choice__title">{option.title}</span>
            <span />
            <span className="choice__note">{option.note}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
