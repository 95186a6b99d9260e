// Signing in. A guest's cart comes along.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { signIn } from '../../api/account';
import { signInWithPasskey } from '../../api/passkeys';
import { asProblem, type Problem } from '../../api/problem';
import type { MergeReport, User } from '../../api/types';
import { hasPasskeys, offersPasskeys, wasGivenUp } from '../../api/webauthn';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from '../cart/CartContext';
import { arrivalState } from '../cart/mergeWords';
import { safeNext } from './next';
import { SecondStep, stepOf, type Step } from './SecondStep';
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
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  const guestLines = !signedIn ? (cart?.items.length ?? 0) : 0;

  const arrive = (user: User, merge: MergeReport | null) => {
    say.good(user.name ? t`Welcome, ${user.name}.` : t`Welcome.`);
    navigate(next, { replace: true, state: arrivalState(merge, guestLines) });
  };

  // The browser offers passkeys where it fills in the address. Its question ends after five minutes, so that it is asked anew before.
  const arrived = useRef(arrive);
  arrived.current = arrive;
  const offer = useRef<AbortController | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (step) return;
    const stop = new AbortController();
    offer.current = stop;
    const again = window.setTimeout(() => setRound((one) => one + 1), 240_000);
    void offersPasskeys()
      .then(async (offered) => {
        if (!offered || stop.signal.aborted) return;
        const { user, merge } = await signInWithPasskey(stop.signal);
        arrived.current(user, merge);
      })
      .catch((error: unknown) => {
        // Nobody has asked for it, so that only what a chosen passkey was refused for is told.
        const refusal = asProblem(error);
        if (refusal.status !== 401 || !refusal.code.startsWith('passkey_')) return;
        setProblem(refusal);
        setRound((one) => one + 1);
      });
    return () => {
      window.clearTimeout(again);
      stop.abort();
    };
  }, [step, round]);

  const byPasskey = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    // A browser asks one question at a time.
    offer.current?.abort();
    try {
      const { user, merge } = await signInWithPasskey();
      arrive(user, merge);
    } catch (error) {
      const refusal = asProblem(error);
      if (!wasGivenUp(refusal)) setProblem(refusal);
      setRound((one) => one + 1);
    } finally {
      setBusy(false);
    }
  };

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { user, merge } = await signIn(email.trim(), password);
      arrive(user, merge);
    } catch (error) {
      const refusal = asProblem(error);
      const asked = stepOf(refusal);
      if (asked) {
        setPassword('');
        setStep(asked);
      } else setProblem(refusal);
    } finally {
      setBusy(false);
    }
  };

  if (step) {
    return (
      <div className="page page--narrow account-form">
        <h1><Trans>Sign in</Trans></h1>
        <SecondStep step={step} done={arrive} again={() => setStep(null)} />
      </div>
    );
  }

  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Sign in</Trans></h1>
      {guestLines > 0 && (
        <div className="notice notice--good">
          <p><Plural value={guestLines} one="# product in your cart will come along to your account." other="# products in your cart will come along to your account." /></p>
        </div>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <ErrorBanner problem={problem} />}
        <Field label={t`E-mail`} type="email" name="email" autoComplete="username webauthn" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
        <Field label={t`Password`} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
          {busy ? t`Signing in…` : t`Sign in`}
        </button>
      </form>
      {hasPasskeys() && (
        <button type="button" className="button button--wide" aria-disabled={busy} data-testid="sign-in-passkey" onClick={() => void byPasskey()}>
          <Trans>Sign in with a passkey</Trans>
        </button>
      )}
      <p className="small">
        <Link to="/forgot-password"><Trans>Forgot your password?</Trans></Link>
      </p>
      <p className="small">
        <Trans>New here? <Link to={`/register?next=${encodeURIComponent(next)}`}>Make an account</Link></Trans>
      </p>
    </div>
  );
}
