// Signing in. A guest's cart comes along.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useNavigate, useSearchParams } from 'react-router';
import { useState } from 'react';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from '../cart/CartContext';
import { arrivalState } from '../cart/mergeWords';
import { safeNext } from './next';
import { SignInForm } from './SignInForm';
import './account.css';

export function SignInPage() {
  const { t } = useLingui();
  useTitle(t`Sign in`);
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const { signedIn } = useSession();
  const { cart } = useCart();
  const navigate = useNavigate();
  const say = useSay();
  // What came along is told after the sign-in has emptied the guest's cart.
  const [guestLines, setGuestLines] = useState(0);
  const lines = !signedIn ? (cart?.items.length ?? 0) : guestLines;
  if (!signedIn && lines !== guestLines) setGuestLines(lines);

  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Sign in</Trans></h1>
      <SignInForm
        next={next}
        arrive={(user, merge) => {
          say.good(user.name ? t`Welcome, ${user.name}.` : t`Welcome.`);
          navigate(next, { replace: true, state: arrivalState(merge, lines) });
        }}
      />
      {/* Below the form: the cart is read after the page is there, and nobody's field moves away. */}
      {lines > 0 && (
        <div className="notice notice--good">
          <p><Plural value={lines} one="# product in your cart will come along to your account." other="# products in your cart will come along to your account." /></p>
        </div>
      )}
    </div>
  );
}
