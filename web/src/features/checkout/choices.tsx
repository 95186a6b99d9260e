// The two choices of checkout: how it travels and how it is paid.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Ref } from 'react';
import type { PaymentMethod } from '../../api/payments';
import type { PickupPoint, Quote, QuotedMethod, ShippingMethod } from '../../api/types';
import { hostWords } from '../../i18n/hostWords';
import { arrival } from '../../ui/arrival';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { methodWords } from './methodWords';
import { StripeForm, type CardForm } from './StripeForm';
import { choicesOf, type PaymentOffer } from './usePaymentMethods';

/** What every shop has while nothing is quoted yet. */
const usual: { method: ShippingMethod; label: string; estimate: string }[] = [
  { method: 'standard', label: '', estimate: '' },
  { method: 'express', label: '', estimate: '' },
];

interface ShippingProps {
  chosen: ShippingMethod;
  choose: (method: ShippingMethod) => void;
  quote: Quote | null;
  points: PickupPoint[];
  point: PickupPoint | null;
  choosePoint: (point: PickupPoint) => void;
}

/** The ways that the quote names, with price and days; where goods are fetched is known without a quote. */
export function ShippingChoice({ chosen, choose, quote, points, point, choosePoint }: ShippingProps) {
  const { t } = useLingui();
  const sent = quote ? quote.shipping_methods.filter((offer) => offer.method !== 'pickup') : [];
  const offers: (Partial<QuotedMethod> & { method: ShippingMethod; label: string; estimate: string })[] = sent.length > 0 ? sent : chosen === 'pickup' && quote ? [] : usual;
  return (
    <fieldset className="stack" data-testid="shipping-choice">
      <legend className="checkout__legend" id="shipping-title" tabIndex={-1}><Trans>Shipping method</Trans></legend>
      {offers.map((offer) => (
        <label key={offer.method} className="choice" data-method={offer.method}>
          <input type="radio" name="shipping_method" value={offer.method} checked={chosen === offer.method} onChange={() => choose(offer.method)} />
          <span className="choice__title">{methodWords(offer.method, offer.label)}</span>
          <span className="figure">{offer.price !== undefined && quote ? price(offer.price, quote.currency) : ''}</span>
          <span className="choice__note">{notes(arrives(offer), offer.carrier && t`with ${offer.carrier}`, hostWords(offer.estimate)) || '\u00a0'}</span>
        </label>
      ))}
      {offers.length === 0 && (
        <button type="button" className="button button--small button--quiet" onClick={() => choose('standard')}>
          <Trans>Have it sent instead</Trans>
        </button>
      )}
      {points.map((one) => (
        <label key={one.pickup_point_id} className="choice" data-method="pickup">
          <input
            type="radio"
            name="shipping_method"
            value={`pickup ${one.pickup_point_id}`}
            checked={chosen === 'pickup' && point?.pickup_point_id === one.pickup_point_id}
            onChange={() => choosePoint(one)}
          />
          <span className="choice__title"><Trans>Pick up: {one.name}</Trans></span>
          <span className="figure"><Trans>Free</Trans></span>
          <span className="choice__note">{notes(`${one.line1}, ${one.postal_code ? `${one.postal_code} ` : ''}${one.city}`, t`Ready ${arrival(one.ready_on, null)}`, one.hours)}</span>
        </label>
      ))}
    </fieldset>
  );
}

const arrives = (offer: { delivered_from?: string | null; delivered_to?: string | null }): string | null => {
  const days = arrival(offer.delivered_from, offer.delivered_to);
  return days ? t`Arrives ${days}` : null;
};

const price = (amount: number, currency: string): string => (amount === 0 ? t`Free` : money(amount, currency));

const notes = (...words: (string | null | undefined)[]): string => words.filter(Boolean).join(' · ');

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
  const { t } = useLingui();
  const { methods, problem, again } = offer;
  return (
    <fieldset className="stack" data-testid="payment-choice">
      <legend className="checkout__legend" id="checkout-payment" tabIndex={-1}><Trans>Payment</Trans></legend>
      {problem && <ErrorBanner problem={problem} retry={again} />}
      {!methods && !problem && <Loading what={t`Loading ways to pay`} />}
      {methods?.length === 0 && (
        <p className="notice notice--warn" data-testid="no-payments">
          <Trans>This shop does not take payments yet.</Trans>
        </p>
      )}
      {methods?.map((method) => (
        <div key={`${method.provider} ${method.method}`} className="stack stack--tight" data-method={method.method}>
          {method.form?.kind === 'stripe' && <FormChoice method={method} chosen={chosen} choose={choose} total={total} currency={currency} cardForm={cardForm} />}
          {/* Where a bank can be played, one usual card stands in front and the rest behind the panel. */}
          {method.tokens.slice(0, 1).map((option) => (
            <TokenChoice key={option.token} option={option} chosen={chosen} choose={choose} />
          ))}
          {method.test && method.tokens.length < 2 && (
            <p className="small soft">
              <span className="pill pill--warn"><Trans>Test</Trans></span> {testNote(method)}
            </p>
          )}
          {method.tokens.length > 1 && (
            <details className="test-bank" data-testid="test-bank" open={method.tokens.slice(1).some((option) => option.token === chosen) || undefined}>
              <summary>
                <span className="pill pill--warn"><Trans>Test</Trans></span> <Trans>Test bank: other cards</Trans>
              </summary>
              <div className="stack stack--tight">
                <p className="small soft">{testNote(method)}</p>
                <div className="cards">
                  {method.tokens.slice(1).map((option) => (
                    <TokenChoice key={option.token} option={option} chosen={chosen} choose={choose} />
                  ))}
                </div>
              </div>
            </details>
          )}
        </div>
      ))}
    </fieldset>
  );
}

function TokenChoice({ option, chosen, choose }: { option: PaymentMethod['tokens'][number]; chosen: string | null; choose: (choice: string) => void }) {
  return (
    <label className="choice">
      <input type="radio" name="payment" value={option.token} checked={chosen === option.token} onChange={() => choose(option.token)} />
      <span className="choice__title">{hostWords(option.title)}</span>
      <span />
      <span className="choice__note">{option.note && hostWords(option.note)}</span>
    </label>
  );
}

const testNote = (method: PaymentMethod): string =>
  method.method === 'bank_transfer' ? t`Do not transfer real money: nobody owns this account.` : method.form ? t`Only test cards work, such as 4242 4242 4242 4242; no real money moves.` : t`Test cards: choose how the bank should behave; no real money moves.`;

function FormChoice({ method, chosen, choose, total, currency, cardForm }: Omit<PaymentProps, 'offer'> & { method: PaymentMethod }) {
  const [choice = ''] = choicesOf(method);
  return (
    <>
      <label className="choice">
        <input type="radio" name="payment" value={choice} checked={chosen === choice} onChange={() => choose(choice)} />
        <span className="choice__title"><Trans>Card</Trans></span>
        <span />
        <span className="choice__note"><Trans>Your bank may ask you first. The card's number goes to the payment provider, never to this shop.</Trans></span>
      </label>
      {chosen === choice && method.form && <StripeForm ref={cardForm} form={method.form} total={total} currency={currency} />}
    </>
  );
}
