// The link of a reminder: brings the cart back and shows it, or says kindly why not.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { asProblem, type Problem } from '../../api/core/problem';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { BrokenLinkIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from './CartContext';
import type { ArrivalState } from './mergeWords';
import { SignInFirst } from './SignInFirst';

export function RestorePage() {
  const { t } = useLingui();
  const { token = '' } = useParams();
  useTitle(t`Your cart`);
  const { restore } = useCart();
  const { signedIn } = useSession();
  const { state } = useLocation();
  const navigate = useNavigate();
  const say = useSay();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const asked = useRef('');
  const latest = useRef({ restore, navigate, say, before: (state as ArrivalState | null)?.arrivals ?? [] });
  latest.current = { ...latest.current, restore, navigate, say };

  useEffect(() => {
    // Asked once for each try: the first answer moves the lines, so a second one would have nothing left to tell.
    const ask = `${token}|${turn}`;
    if (asked.current === ask) return;
    asked.current = ask;
    setProblem(null);
    const { before } = latest.current;
    latest.current.restore(token).then(
      ({ cart, lines }) => {
        const arrivals = lines.length > 0 ? [...before, { from: 'restore', status: 'merged', lines }] : before;
        // Somebody else was faster, or it was bought meanwhile: the link holds and the cart behind it is empty.
        if (lines.length === 0 && cart.items.length === 0) latest.current.say.bad(t`There is nothing left in that cart. It was bought, emptied or taken over on another device.`);
        else latest.current.say.good(lines.length > 0 ? t`Your cart is back.` : t`Here is your cart.`);
        void latest.current.navigate('/cart', { replace: true, state: { arrivals } });
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, [token, turn]);

  const asksForAccount = problem?.code === 'sign_in_required' || problem?.code === 'guests_denied';
  return (
    <div className="page page-end">
      <div className="page-head">
        <h1><Trans>Your cart</Trans></h1>
      </div>
      {!problem && <Loading what={t`Bringing your cart back`} />}
      {asksForAccount && (
        <SignInFirst title={signedIn ? t`This cart belongs to another account` : t`Sign in to see this cart`}>
          <p>{signedIn ? t`Sign in with the account that the mail was sent to, and the cart is there.` : t`It needs an account. Sign in, and we bring you right back to it.`}</p>
        </SignInFirst>
      )}
      {problem?.status === 404 && (
        <EmptyState icon={<BrokenLinkIcon />} title={t`This link does not work any more`}>
          <p data-testid="dead-link"><Trans>It may have been used up, replaced by a newer one, or it is too old. What is in your cart on this device is still there.</Trans></p>
          <Link className="button button--primary" to="/cart">
            <Trans>Go to my cart</Trans>
          </Link>
        </EmptyState>
      )}
      {problem && !asksForAccount && problem.status !== 404 && <ErrorBanner problem={problem} retry={() => setTurn((n) => n + 1)} />}
    </div>
  );
}
