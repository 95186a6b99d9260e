// What has to be there before anybody can check out: a cart with something in it, and whoever had signed in still signed in.
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { readProfile } from '../../api/account';
import { readAddresses } from '../../api/addresses';
import type { Cart, SavedAddress, Shopper, User } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { CartIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { SignInForm } from '../account/SignInForm';
import { useCart } from '../cart/CartContext';
import { Checkout } from './Checkout';
import '../cart/cart.css';
import './checkout.css';

export interface Buyer {
  user: User;
  book: SavedAddress[];
}

export function CheckoutPage() {
  const { t } = useLingui();
  useTitle(t`Checkout`);
  const { cart, loading, problem, reload } = useCart();
  const { session, signedIn } = useSession();
  const [placing, setPlacing] = useState(false);
  const [gaveUp, setGaveUp] = useState(false);

  const me = signedIn ? (session?.user.user_id ?? '') : '';
  const asked = useQuery<Buyer>({
    queryKey: ['checkout', 'buyer', me],
    queryFn: async ({ signal }) => {
      const user = readProfile(signal);
      // Without its address book the checkout works as well.
      return { book: await readAddresses(signal).catch(() => []), user: await user };
    },
    enabled: me !== '',
    gcTime: 0,
    refetchOnReconnect: false,
  });

  // A session that ends leaves a guest with nothing in the cart. The page stays as it was, and its owner signs in again on top of it.
  const last = useRef<{ owner: Shopper | null; buyer: Buyer | null; cart: Cart | null }>({ owner: null, buyer: null, cart: null });
  // Another person begins with nothing of the one before.
  if (signedIn && session)
    last.current = last.current.owner?.user_id === session.user.user_id ? { ...last.current, owner: session.user } : { owner: session.user, buyer: null, cart: null };
  if (asked.data) last.current.buyer = asked.data;
  const { owner } = last.current;
  const lost = owner !== null && !signedIn && !gaveUp;
  const settled = cart !== null && !lost && !placing && !loading && (session === null || cart.user_id === session.user.user_id);
  if (settled) last.current.cart = cart;
  const shown = last.current.cart;

  if (shown && shown.items.length === 0 && !placing) {
    return (
      <div className="page">
        <div className="page-head">
          <h1><Trans>Checkout</Trans></h1>
        </div>
        <EmptyState icon={<CartIcon />} title={t`There is nothing to check out`}>
          <p><Trans>Put something into your cart first.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </EmptyState>
      </div>
    );
  }

  // What is on record fills the form; where it cannot be had, the form starts empty.
  const ready = shown !== null && (!signedIn || last.current.buyer !== null || asked.isError);
  return (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Checkout</Trans></h1>
        {!signedIn && !lost && (
          <p className="small">
            <Trans>Have an account? <Link to="/sign-in?next=/checkout">Sign in</Link>. You can also buy without one.</Trans>
          </p>
        )}
      </div>
      {problem && <ErrorBanner problem={problem} retry={reload} />}
      {!ready && !problem && <Loading what={t`Loading checkout`} />}
      {ready && <Checkout key={gaveUp ? '' : owner?.user_id} cart={shown} owner={gaveUp ? null : owner} buyer={gaveUp ? null : last.current.buyer} placing={setPlacing} />}
      {lost && (
        <Dialog title={t`Please sign in again`} close={() => setGaveUp(true)}>
          <div className="stack" data-testid="sign-in-again">
            <p><Trans>Your session has ended. What you typed is still here: sign in, and go on where you were.</Trans></p>
            <SignInForm email={owner.email ?? ''} arrive={() => undefined} />
          </div>
        </Dialog>
      )}
    </div>
  );
}
