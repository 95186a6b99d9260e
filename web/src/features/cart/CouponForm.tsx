// Entering a coupon, and what came of it.
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import type { Cart, CartCoupon } from '../../api/types';
import { Field } from '../../ui/Field';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { useCart } from './CartContext';

export function CouponForm({ cart }: { cart: Cart }) {
  const { applyCoupon, removeCoupon, busy } = useCart();
  const say = useSay();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const coupon = cart.coupon;

  const attempt = async (action: () => Promise<Cart>, done: (cart: Cart) => void) => {
    setProblem(null);
    try {
      done(await action());
    } catch (error) {
      setProblem(asProblem(error));
    }
  };

  if (coupon) {
    return (
      <div className={`notice ${coupon.applied ? 'notice--good' : 'notice--warn'}`} data-testid="coupon-state">
        <p>
          <strong>{coupon.code}</strong>
          {wordsFor(coupon, cart.currency)}
        </p>
        <button type="button" className="link-button" disabled={busy} onClick={() => void attempt(removeCoupon, () => say.good('Coupon removed.'))}>
          Remove coupon
        </button>
        {problem && <ErrorBanner problem={problem} />}
      </div>
    );
  }

  return (
    <form
      className="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = code.trim();
        if (wanted === '') return;
        void attempt(
          () => applyCoupon(wanted),
          (next) => {
            setCode('');
            if (next.coupon?.applied) say.good(`Coupon ${next.coupon.code} applied.`);
          },
        );
      }}
    >
      <div className="coupon">
        <Field label="Coupon code" optional value={code} onChange={(event) => setCode(event.target.value)} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={64} data-testid="coupon-input" />
        <button type="submit" className="button" disabled={busy || code.trim() === ''} data-testid="coupon-apply">
          Apply
        </button>
      </div>
      {problem && <ErrorBanner problem={problem} />}
    </form>
  );
}

function wordsFor(coupon: CartCoupon, currency: string): string {
  if (!coupon.applied) return `: ${coupon.reason ?? 'its conditions are not met yet.'}`;
  if (coupon.discount) return ` takes ${money(coupon.discount, currency)} off.`;
  return coupon.free_shipping ? ' makes shipping free.' : ' is applied.';
}
