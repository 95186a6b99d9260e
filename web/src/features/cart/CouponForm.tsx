// Entering a coupon, and what came of it.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Cart, CartCoupon, Quote } from '../../api/types';
import { refusalWords } from '../../i18n/hostWords';
import { Field } from '../../ui/Field';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { fieldError } from '../../ui/forms/fieldError';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { useCart } from './CartContext';

/** With a quote, the words are the quote's: only the checkout knows whether it is a first order, and what it costs without the coupon. */
export function CouponForm({ cart, quote }: { cart: Cart; quote?: Quote | null }) {
  const { t } = useLingui();
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
          {applied ? ' ' : ': '}
          {wordsFor({ ...coupon, applied, problem: quoted?.problem ?? coupon.problem, reason: quoted?.reason ?? coupon.reason }, cart.currency)}
          {quoted && !applied && quote && ` ${t`Without it your order costs ${money(quote.total_price, quote.currency)}.`}`}
        </p>
        <button type="button" className="link-button" disabled={busy} onClick={() => void attempt(removeCoupon, () => say.good(t`Coupon removed.`))}>
          <Trans>Remove coupon</Trans>
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
            if (next.coupon?.applied) say.good(t`Coupon ${next.coupon.code} applied.`);
          },
        ).then((done) => {
          // The words stand at the field: from there they are read out, and there the code is mended.
          if (!done) input?.focus();
        });
      }}
    >
      <div className="coupon">
        <Field label={t`Coupon code`} optional value={code} onChange={(event) => setCode(event.target.value)} error={wrong} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={64} data-testid="coupon-input" />
        <button type="submit" className="button" disabled={busy || code.trim() === ''} data-testid="coupon-apply">
          <Trans>Apply</Trans>
        </button>
      </div>
      {problem && !wrong && <ErrorBanner problem={problem} />}
    </form>
  );
}

function wordsFor(coupon: CartCoupon, currency: string): string {
  if (!coupon.applied) return coupon.reason ? refusalWords(coupon.problem ?? '', {}, coupon.reason) : t`its conditions are not met yet.`;
  if (coupon.discount) return t`takes ${money(coupon.discount, currency)} off.`;
  return coupon.free_shipping ? t`makes shipping free.` : t`is applied.`;
}
