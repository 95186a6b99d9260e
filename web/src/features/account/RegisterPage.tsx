// Making an account; signed in right after, with the guest's cart.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { register, signIn } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from '../cart/CartContext';
import { arrivalState } from '../cart/mergeWords';
import { NewPasswordField } from './NewPasswordField';
import { safeNext } from './next';
import './account.css';

export function RegisterPage() {
  const { t } = useLingui();
  useTitle(t`Make an account`);
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const { signedIn } = useSession();
  const { cart } = useCart();
  const navigate = useNavigate();
  const say = useSay();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [mailed, setMailed] = useState<string | null>(null);
  const guestLines = !signedIn ? (cart?.items.length ?? 0) : 0;

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      if (!(await register({ email: email.trim(), password, name: name.trim() }))) {
        setMailed(email.trim());
        return;
      }
      const { merge } = await signIn(email.trim(), password);
      say.good(t`Welcome, ${name.trim()}.`);
      navigate(next, { replace: true, state: arrivalState(merge, guestLines) });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  if (mailed !== null) {
    return (
      <div className="page page--narrow account-form">
        <h1><Trans>Look into your mails</Trans></h1>
        <p role="status" data-testid="register-mailed">
          <Trans>A mail is on its way to {mailed}. The link in it makes your account; it is good once and for a day.</Trans>
        </p>
        <p className="small">
          <Trans>Nothing came? Look among the unwanted mails, or <Link to="/register" onClick={() => setMailed(null)}>try again</Link>.</Trans>
        </p>
      </div>
    );
  }

  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Make an account</Trans></h1>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <ErrorBanner problem={problem} />}
        <Field label={t`Name`} name="name" autoComplete="name" required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={fieldError(problem, 'name')} />
        <Field label={t`E-mail`} type="email" name="email" autoComplete="username" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} />
        <NewPasswordField value={password} change={setPassword} problem={problem} />
        <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
          {busy ? t`One moment…` : t`Make account`}
        </button>
      </form>
      <p className="small">
        <Trans>Already have one? <Link to={`/sign-in?next=${encodeURIComponent(next)}`}>Sign in</Link></Trans>
      </p>
    </div>
  );
}
