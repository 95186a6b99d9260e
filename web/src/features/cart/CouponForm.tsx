// Entering a coupon, and what came of it.
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import type { Cart, CartCoupon, Quote } from '../../api/types';
import { Field } from '../../ui/Field';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { fieldError } from '../../ui/fieldError';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { useCart } from './CartContext';

/** With a quote, the words are the quote's: only the checkout knows whether it is a first order, and what it costs without the coupon. */
export function CouponForm({ cart, quote }: { cart: Cart; quote?: Quote | null }) {
  const { applyCoupon, removeCoupon, busy } = useCart();
  const say = useSay();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const coupon = cart.coupon;

  const attempt = async (action: () => Promise<Cart>, done: (cart: Cart) => void) => {
    setProblem(null);
    try {
      done(await action());
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    }
  };

  if (coupon) {
    const quoted = quote?.coupon?.code === coupon.code ? quote.coupon : null;
    const applied = quoted?.applied ?? coupon.applied;
    return (
      <div className={`notice ${applied ? 'notice--good' : 'notice--warn'}`} data-testid="coupon-state">
        <p>
          <strong>{coupon.code}</strong>
          {wordsFor({ ...coupon, applied, reason: quoted?.reason ?? coupon.reason }, cart.currency)}
          {quoted && !applied && quote && ` Without it your order costs ${money(quote.total_price, quote.currency)}.`}
        </p>
        <button type="button" className="link-button" disabled={busy} onClick={() => void attempt(removeCoupon, () => say.good('Coupon removed.'))}>
          Remove coupon
        </button>
        {problem && <ErrorBanner problem={problem} />}
      </div>
    );
  }

  const wrong = fieldError(problem, 'code');
  return (
    <form
      className="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = code.trim();
        if (wanted === '') return;
        const input = event.currentTarget.querySelector('input');
        void attempt(
          () => applyCoupon(wanted),
          (next) => {
            setCode('');
            if (next.coupon?.applied) say.good(`Coupon ${next.coupon.code} applied.`);
          },
        ).then((done) => {
          // The words stand at the field: from there they are read out, and there the code is mended.
          if (!done) input?.focus();
        });
      }}
    >
      <div className="coupon">
        <Field label="Coupon code" optional value={code} onChange={(event) => setCode(event.target.value)} error={wrong} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={64} data-testid="coupon-input" />
        <button type="submit" className="button" disabled={busy || code.trim() === ''} data-testid="coupon-apply">
          Apply
        </button>
      </div>
      {problem && !wrong && <ErrorBanner problem={problem} />}
    </form>
  );
}

function wordsFor(coupon: CartCoupon, currency: string): string {
  if (!coupon.applied) return `: ${coupon.reason ?? 'its conditions are not met yet.'}`;
  if (coupon.discount) return ` takes ${money(coupon.discount, currency)} off.`;
  return coupon.free_shipping ? ' makes shipping free.' : ' is applied.';
}
