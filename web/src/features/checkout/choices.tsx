// The two choices of checkout: how it travels and how it is paid.
import type { Ref } from 'react';
import type { PaymentMethod } from '../../api/payments';
import type { Quote, ShippingMethod } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { StripeForm, type CardForm } from './StripeForm';
import { choicesOf, type PaymentOffer } from './usePaymentMethods';

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

interface PaymentProps {
  offer: PaymentOffer;
  chosen: string | null;
  choose: (choice: string) => void;
  /** What a form shows as the price, in major units. */
  total: number;
  currency: string;
  cardForm: Ref<CardForm>;
}

/** Exactly what the shop says that it takes; one that takes nothing says so. */
export function PaymentChoice({ offer, chosen, choose, total, currency, cardForm }: PaymentProps) {
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
              <span className="pill pill--warn">Test</span> {testNote(method)}
            </p>
          )}
          {method.form?.kind === 'stripe' && <FormChoice method={method} chosen={chosen} choose={choose} total={total} currency={currency} cardForm={cardForm} />}
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

const testNote = (method: PaymentMethod): string =>
  method.method === 'bank_transfer' ? 'Do not transfer real money: nobody owns this account.' : method.form ? 'Only test cards work, such as 4242 4242 4242 4242; no real money moves.' : 'Test cards: choose how the bank should behave; no real money moves.';

function FormChoice({ method, chosen, choose, total, currency, cardForm }: Omit<PaymentProps, 'offer'> & { method: PaymentMethod }) {
  const [choice = ''] = choicesOf(method);
  return (
    <>
      <label className="choice">
        <input type="radio" name="payment" value={choice} checked={chosen === choice} onChange={() => choose(choice)} />
        <span className="choice__title">Card</span>
        <span />
        <span className="choice__note">Your bank may ask you first. The card's number goes to the payment provider, never to this shop.</span>
      </label>
      {chosen === choice && method.form && <StripeForm ref={cardForm} form={method.form} total={total} currency={currency} />}
    </>
  );
}
