// The card form of Stripe: what is typed into it goes to Stripe alone, and the shop gets a token.
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState, type Ref, useImperativeHandle } from 'react';
import type { PaymentForm } from '../../api/payments';
import { Loading } from '../../ui/Loading';
import { loadStripe, stripeAmount, type Stripe, type StripeElements } from './stripe';

/** What the form made of the card, or why it made nothing, in words for the shopper. */
export type Made = { token: string } | { message: string };

export interface CardForm {
  make(): Promise<Made>;
}

const cannot = msg`The card form is not there. Check your connection and try again, or pay in another way.`;

export function StripeForm({ form, total, currency, ref }: { form: PaymentForm; total: number; currency: string; ref: Ref<CardForm> }) {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  const open = useRef<{ stripe: Stripe; elements: StripeElements } | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [asked, setAsked] = useState(0);
  const amount = Math.max(1, stripeAmount(total, currency));
  const first = useRef({ amount, currency });
  first.current = { amount, currency };

  useEffect(() => {
    let gone = false;
    let end = () => {};
    setState('loading');
    loadStripe(form.script).then(
      (load) => {
        if (gone || !place.current) return;
        const stripe = load(form.public_key);
        const elements = stripe.elements({ mode: 'payment', amount: first.current.amount, currency: first.current.currency.toLowerCase(), paymentMethodCreation: 'manual', paymentMethodTypes: ['card'] });
        const element = elements.create('payment');
        element.on('ready', () => setState('ready'));
        element.on('loaderror', () => setState('failed'));
        element.mount(place.current);
        open.current = { stripe, elements };
        end = () => element.destroy();
      },
      () => {
        if (!gone) setState('failed');
      },
    );
    return () => {
      gone = true;
      open.current = null;
      end();
    };
  }, [form.script, form.public_key, asked]);

  useEffect(() => {
    open.current?.elements.update({ amount, currency: currency.toLowerCase() });
  }, [amount, currency]);

  useImperativeHandle(ref, () => ({
    async make() {
      const now = open.current;
      if (!now) return { message: t(cannot) };
      const checked = await now.elements.submit();
      if (checked.error) return { message: checked.error.message ?? t`Please complete your card.` };
      const made = await now.stripe.createPaymentMethod({ elements: now.elements });
      return made.paymentMethod ? { token: made.paymentMethod.id } : { message: made.error?.message ?? t(cannot) };
    },
  }));

  return (
    <div className="stack stack--tight" data-testid="stripe-form">
      {state === 'loading' && <Loading what={t`Loading the card form`} />}
      {state === 'failed' && (
        <p className="notice notice--warn row row--apart" role="alert">
          <span>{t(cannot)}</span>
          <button type="button" className="button button--small" onClick={() => setAsked((count) => count + 1)}>
            <Trans>Try again</Trans>
          </button>
        </p>
      )}
      <div ref={place} className="card-form" data-state={state} />
    </div>
  );
}
